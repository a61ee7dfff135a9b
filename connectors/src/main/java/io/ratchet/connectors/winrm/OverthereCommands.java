package io.ratchet.connectors.winrm;

import com.xebialabs.overthere.CmdLine;
import com.xebialabs.overthere.ConnectionOptions;
import com.xebialabs.overthere.OperatingSystemFamily;
import com.xebialabs.overthere.OverthereProcess;
import com.xebialabs.overthere.cifs.BaseCifsConnectionBuilder;
import com.xebialabs.overthere.cifs.WinrmHttpsCertificateTrustStrategy;
import com.xebialabs.overthere.cifs.WinrmHttpsHostnameVerificationStrategy;
import com.xebialabs.overthere.util.DefaultAddressPortMapper;
import com.xebialabs.overthere.winrm.WinRmConnection;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostAddress;
import io.ratchet.domain.Checks;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one command line on one host through OverThere's {@code winrm} client. {@link WinRmConnection} is used directly:
 * the lookup of {@code Overthere.getConnection} scans the class path and fails in a Spring Boot jar
 * (xebialabs/overthere#224).
 *
 * <p>Nobody waits inside {@code waitFor()} while the command runs, because {@code destroy()} would wait for the same
 * lock; we wait for the end of the streams instead.
 */
final class OverthereCommands implements Commands {
    /** OverThere asks for code page 437. */
    private static final Charset CODE_PAGE =
            Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.US_ASCII;

    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final HostShellSettings settings;
    private final Translation translation;
    private final ExecutorService threads = daemons();

    OverthereCommands(HostShellSettings settings, Translation translation) {
        this.settings = settings;
        this.translation = translation;
    }

    /** Basic authentication knows local accounts only, and OverThere takes an @ for Kerberos. */
    @Override
    public void check(HostAddress host, Account account) {
        BasicAuthentication.check(host, account, settings);
    }

    @Override
    public HostOutput run(
            String line,
            byte[] input,
            HostAddress host,
            Account account,
            Duration timeout,
            Runnable started,
            Runnable shellLeft,
            Runnable olderTls) {
        Checks.that(input.length == 0, "OverThere never says that input has ended");
        long begun = System.nanoTime();
        OverthereProcess process = start(line, host, account, shellLeft);
        started.run();
        var out = new Drain(process.getStdout(), settings.outputLimit());
        var err = new Drain(process.getStderr(), settings.outputLimit());
        threads.execute(out);
        threads.execute(err);
        awaitEnd(process, out, err, host, timeout.minusNanos(System.nanoTime() - begun), shellLeft);
        Duration silence = out.silence().compareTo(err.silence()) < 0 ? out.silence() : err.silence();
        int exitCode = exitCode(process, host, silence, shellLeft);
        if (out.broken() || err.broken())
            throw FailureException.of(
                    FailureCode.HOST_CONNECTION_LOST, "The output of host " + host.host() + " broke off.");
        return new HostOutput(exitCode, out.text(CODE_PAGE), err.text(CODE_PAGE));
    }

    private OverthereProcess start(String line, HostAddress host, Account account, Runnable shellLeft) {
        try {
            var connection = new WinRmConnection(options(host, account), DefaultAddressPortMapper.INSTANCE, null);
            return connection.startProcess(new CmdLine().addRaw(line));
        } catch (RuntimeException refused) {
            if (translation.shellMayBeOpen(refused)) shellLeft.run();
            throw translation.whileStarting(refused, host, account);
        }
    }

    private void awaitEnd(
            OverthereProcess process, Drain out, Drain err, HostAddress host, Duration left, Runnable shellLeft) {
        var ended = CompletableFuture.allOf(out.ended(), err.ended());
        try {
            CompletableFuture.anyOf(ended, out.overflowed(), err.overflowed())
                    .get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            destroy(process, shellLeft);
            throw FailureException.of(
                    FailureCode.HOST_COMMAND_TIMEOUT,
                    "The script on host " + host.host() + " did not end in its time and was told to stop.",
                    late);
        } catch (InterruptedException stopped) {
            destroy(process, shellLeft);
            throw stopped(host, stopped);
        } catch (ExecutionException impossible) {
            throw FailureException.of(
                    FailureCode.DEFECT, "A stream ended with an exception that it should have kept.", impossible);
        }
        if (out.overflowed().isDone() || err.overflowed().isDone()) {
            destroy(process, shellLeft);
            throw FailureException.of(
                    FailureCode.HOST_OUTPUT_TOO_LARGE,
                    "The script on host " + host.host() + " printed more than " + settings.outputLimit()
                            + " bytes and was told to stop.");
        }
    }

    /** Asks the host to end the command and close the shell, and does not wait long for a host that does not answer. */
    private void destroy(OverthereProcess process, Runnable shellLeft) {
        boolean interrupted = Thread.interrupted();
        try {
            CompletableFuture.runAsync(process::destroy, threads).get(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notClosed) {
            shellLeft.run();
        } catch (InterruptedException stopped) {
            shellLeft.run();
            interrupted = true;
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Both streams have ended, so this only closes the shell and tells what ended them. */
    private int exitCode(OverthereProcess process, HostAddress host, Duration silence, Runnable shellLeft) {
        try {
            return process.waitFor();
        } catch (RuntimeException lost) {
            shellLeft.run();
            throw translation.whileRunning(lost, host, silence);
        } catch (InterruptedException stopped) {
            shellLeft.run();
            throw stopped(host, stopped);
        }
    }

    private static FailureException stopped(HostAddress host, InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return FailureException.of(
                FailureCode.HOST_CONNECTION_LOST,
                "Ratchet was stopped while the script on host " + host.host() + " ran.",
                stopped);
    }

    private ConnectionOptions options(HostAddress host, Account account) {
        var options = new ConnectionOptions();
        options.set(ConnectionOptions.PROTOCOL, "winrm");
        options.set(ConnectionOptions.OPERATING_SYSTEM, OperatingSystemFamily.WINDOWS);
        options.set(ConnectionOptions.ADDRESS, host.host());
        options.set(ConnectionOptions.PORT, host.port());
        options.set(ConnectionOptions.USERNAME, account.user());
        options.set(ConnectionOptions.PASSWORD, account.password());
        options.set(ConnectionOptions.CONNECTION_TIMEOUT_MILLIS, (int)
                settings.connectTimeout().toMillis());
        options.set(ConnectionOptions.SOCKET_TIMEOUT_MILLIS, (int)
                settings.socketTimeout().toMillis());
        options.set(BaseCifsConnectionBuilder.WINRM_TIMEMOUT, inSeconds(settings.operationTimeout()));
        options.set(BaseCifsConnectionBuilder.WINRM_ENABLE_HTTPS, host.https());
        options.set(
                BaseCifsConnectionBuilder.WINRM_HTTPS_CERTIFICATE_TRUST_STRATEGY,
                WinrmHttpsCertificateTrustStrategy.STRICT);
        options.set(
                BaseCifsConnectionBuilder.WINRM_HTTPS_HOSTNAME_VERIFICATION_STRATEGY,
                WinrmHttpsHostnameVerificationStrategy.STRICT);
        return options;
    }

    /** As Windows' own clients write it; {@code PT1M} would be as valid, and is seen nowhere. */
    private static String inSeconds(Duration duration) {
        return "PT" + duration.toSeconds() + "." + String.format(Locale.ROOT, "%03d", duration.toMillisPart()) + "S";
    }

    private static ExecutorService daemons() {
        var number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "winrm-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
