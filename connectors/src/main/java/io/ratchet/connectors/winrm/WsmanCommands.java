package io.ratchet.connectors.winrm;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.oldtls.OlderTls;
import io.ratchet.connectors.oldtls.OlderTlsException;
import io.ratchet.connectors.wsman.Endpoint;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.connectors.wsman.HttpRefusal;
import io.ratchet.connectors.wsman.KeptConnections;
import io.ratchet.connectors.wsman.KerberosRefusal;
import io.ratchet.connectors.wsman.SealException;
import io.ratchet.connectors.wsman.Shell;
import io.ratchet.connectors.wsman.Shell.Output;
import io.ratchet.connectors.wsman.WsmanFault;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Runs one command line on one host, over the connection of the one before where that was just now. A host that has
 * nothing to say within the WS-Man operation time is asked again until our own time is over.
 *
 * <p>A command is told to stop only when it did not end in its time or printed too much. When the connection breaks it
 * is left alone: half a change is worse than one that ends unseen.
 */
final class WsmanCommands implements Commands {
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final long ACCESS_DENIED = 5;
    /** Shells of the user, operations of the user. */
    private static final Set<Long> QUOTAS = Set.of(2150859173L, 2150859174L);

    /** Less than the pause after which a host that restarts is looked for: the dead are not asked. */
    private static final Duration REST = Duration.ofSeconds(10);

    private final KeptConnections kept = new KeptConnections(REST, System::nanoTime);
    private final HostShellSettings settings;
    private final Authentication authentication;
    private final Supplier<SSLContext> trust;
    private final Runnable identity;
    private final TlsRefusal tls;
    private final Optional<OlderTls> older;

    /**
     * @param identity throws CONFIG_INVALID when no host would take what we show over TLS
     * @param older for hosts whose TLS is older than 1.2; empty: those are refused
     */
    WsmanCommands(
            HostShellSettings settings,
            Authentication authentication,
            Supplier<SSLContext> trust,
            Runnable identity,
            TlsRefusal tls,
            Optional<OlderTls> older) {
        this.settings = settings;
        this.authentication = authentication;
        this.trust = trust;
        this.identity = identity;
        this.tls = tls;
        this.older = older;
    }

    @Override
    public void check(HostAddress host, Account account) {
        identity.run();
        if (authentication == Authentication.CERTIFICATE && !host.https())
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "Host " + host.host()
                            + " is to be shown a certificate over plain HTTP, where there is none; use HTTPS.");
        if (authentication == Authentication.BASIC) BasicAuthentication.check(host, account, settings);
        if (authentication == Authentication.KERBEROS && account.user().indexOf('@') < 1)
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The credential " + host.credential()
                            + " names no domain account, and Kerberos takes only those; write it as user@REALM.");
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
        long begun = System.nanoTime();
        Shell shell = open(host, account, shellLeft, olderTls);
        try {
            if (input.length == 0) shell.start(line);
            else shell.start(line, input);
        } catch (IOException e) {
            throw whileStarting(e, shell, host, shellLeft);
        }
        started.run();
        try {
            HostOutput output = collected(shell, host, () -> timeout.minusNanos(System.nanoTime() - begun));
            closed(shell, shellLeft);
            return output;
        } catch (FailureException toldToStop) {
            closed(shell, shellLeft);
            throw toldToStop;
        } catch (IOException e) {
            throw whileRunning(e, shell, host, shellLeft);
        }
    }

    // --- The good way ----------------------------------------------------------------------------------------------

    private Shell open(HostAddress host, Account account, Runnable shellLeft, Runnable olderTls) {
        try {
            Endpoint endpoint = new Endpoint(
                    host.host(),
                    host.port(),
                    host.https() ? Optional.of(trust.get()) : Optional.empty(),
                    account,
                    authentication,
                    settings.connectTimeout(),
                    settings.socketTimeout(),
                    host.https() ? older : Optional.empty());
            return Shell.open(endpoint, kept, shellLeft, olderTls);
        } catch (IOException e) {
            throw whileOpening(e, host, shellLeft);
        }
    }

    private interface Left {
        Duration time();
    }

    private HostOutput collected(Shell shell, HostAddress host, Left left) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        while (true) {
            Duration time = left.time();
            if (time.isNegative() || time.isZero())
                throw FailureException.of(
                        FailureCode.HOST_COMMAND_TIMEOUT,
                        "The script on host " + host.host() + " did not end in its time and was told to stop.");
            Output next;
            try {
                next = shell.next(within(time));
            } catch (WsmanFault fault) {
                if (fault.code() != WsmanFault.TIMED_OUT) throw fault;
                continue;
            }
            out.writeBytes(next.out());
            err.writeBytes(next.err());
            if (out.size() > settings.outputLimit() || err.size() > settings.outputLimit())
                throw FailureException.of(
                        FailureCode.HOST_OUTPUT_TOO_LARGE,
                        "The script on host " + host.host() + " printed more than " + settings.outputLimit()
                                + " bytes and was told to stop.");
            if (next.done()) return new HostOutput(next.exitCode(), text(out), text(err));
        }
    }

    private Duration within(Duration left) {
        Duration longest = settings.operationTimeout();
        if (left.compareTo(longest) >= 0) return longest;
        return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    }

    /** Windows begins what it says in UTF-8 with a byte order mark, now and then. */
    private static String text(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static void closed(Shell shell, Runnable shellLeft) {
        boolean interrupted = Thread.interrupted();
        try {
            shell.close();
        } catch (IOException notClosed) {
            shellLeft.run();
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    // --- What goes wrong -------------------------------------------------------------------------------------------

    /** Opening a shell starts nothing. */
    private FailureException whileOpening(IOException thrown, HostAddress host, Runnable shellLeft) {
        if (Translation.notConnected(thrown))
            return Translation.failure(FailureCode.HOST_UNREACHABLE, host, "cannot be connected to", thrown);
        if (authentication == Authentication.CERTIFICATE && TlsRefusal.ofOurCertificate(thrown))
            return Translation.failure(
                    FailureCode.HOST_AUTH_REJECTED, host, "refused the credential " + host.credential(), thrown);
        if (thrown instanceof OlderTlsException refusal) return refused(refusal, host);
        // Where an older TLS is used, a connection that breaks later is no word on versions.
        Optional<FailureException> refused = tls.of(thrown, host, older.isEmpty());
        if (refused.isPresent()) return certificate(refused.get(), thrown, host);
        if (thrown instanceof HttpRefusal refusal) return refused(refusal, host);
        if (thrown instanceof KerberosRefusal refusal) return refused(refusal, host);
        if (thrown instanceof WsmanFault fault) return refused(fault, host);
        if (thrown instanceof SealException unsealed)
            return Translation.failure(FailureCode.HOST_NOT_SEALED, host, unsealed.what(), unsealed);
        shellLeft.run();
        return Translation.failure(FailureCode.HOST_UNREACHABLE, host, "did not answer as WinRM does", thrown);
    }

    /** A host that hangs up upon a certificate may do so before its reason is read. */
    private FailureException certificate(FailureException refused, IOException thrown, HostAddress host) {
        boolean open = refused.failure().code() == FailureCode.HOST_UNREACHABLE;
        return open && authentication == Authentication.CERTIFICATE
                ? Translation.failure(
                        FailureCode.HOST_UNREACHABLE,
                        host,
                        "did not complete the TLS handshake; it may not take the credential " + host.credential(),
                        thrown)
                : refused;
    }

    private static FailureException refused(OlderTlsException refusal, HostAddress host) {
        return switch (refusal.reason()) {
            case NO_WORKER ->
                Translation.failure(
                        FailureCode.HOST_UNREACHABLE,
                        host,
                        "was not asked, because the process that speaks its TLS did not start or did not stay",
                        refusal);
            case NO_HANDSHAKE ->
                Translation.failure(
                        FailureCode.HOST_TLS_LEGACY,
                        host,
                        "speaks no TLS version newer than 1.1 on its WinRM port, and agrees to none of the suites that"
                                + " are used with those",
                        refusal);
        };
    }

    private static FailureException refused(HttpRefusal refusal, HostAddress host) {
        return switch (refusal.status()) {
            case 401 ->
                Translation.failure(
                        FailureCode.HOST_AUTH_REJECTED, host, "refused the credential " + host.credential(), refusal);
            case 403 ->
                Translation.failure(FailureCode.HOST_ACCESS_DENIED, host, "denied the account a WinRM shell", refusal);
            default ->
                Translation.failure(
                        FailureCode.HOST_UNREACHABLE,
                        host,
                        "answers HTTP " + refusal.status() + " where WinRM should be",
                        refusal);
        };
    }

    private static FailureException refused(KerberosRefusal refusal, HostAddress host) {
        return switch (refusal.reason()) {
            case ACCOUNT ->
                Translation.failure(
                        FailureCode.HOST_AUTH_REJECTED,
                        host,
                        "was not asked, because the domain refused the credential " + host.credential(),
                        refusal);
            case NO_KDC ->
                Translation.failure(
                        FailureCode.HOST_UNREACHABLE, host, "was not asked, because no KDC answered", refusal);
            case HOST ->
                Translation.failure(
                        FailureCode.HOST_NOT_SEALED,
                        host,
                        "was not asked, because the domain gives no Kerberos ticket for HTTP/" + host.host(),
                        refusal);
        };
    }

    private static FailureException refused(WsmanFault fault, HostAddress host) {
        if (QUOTAS.contains(fault.code()))
            return Translation.failure(
                    FailureCode.HOST_QUOTA_EXCEEDED, host, "has no free WinRM shell for the account", fault);
        if (fault.code() == ACCESS_DENIED)
            return Translation.failure(FailureCode.HOST_ACCESS_DENIED, host, "denied the account a WinRM shell", fault);
        return Translation.failure(
                FailureCode.HOST_UNREACHABLE, host, "refused to open a shell with WS-Man fault " + fault.code(), fault);
    }

    /** Only the quota of operations says for certain that the command was not taken. */
    private static FailureException whileStarting(
            IOException thrown, Shell shell, HostAddress host, Runnable shellLeft) {
        if (thrown instanceof WsmanFault fault && QUOTAS.contains(fault.code())) {
            closed(shell, shellLeft);
            return Translation.failure(
                    FailureCode.HOST_QUOTA_EXCEEDED, host, "has no free operation for the account", fault);
        }
        left(shell, shellLeft);
        if (thrown instanceof WsmanFault fault)
            return Translation.failure(
                    FailureCode.HOST_NO_ANSWER,
                    host,
                    "answered the command with WS-Man fault " + fault.code() + "; whether it runs is not known",
                    fault);
        if (thrown instanceof HttpRefusal refusal)
            return Translation.failure(
                    FailureCode.HOST_NO_ANSWER,
                    host,
                    "answered the command with HTTP " + refusal.status() + "; whether it runs is not known",
                    refusal);
        if (thrown instanceof SocketTimeoutException)
            return Translation.failure(
                    FailureCode.HOST_OPERATION_TIMED_OUT,
                    host,
                    "did not say in time whether it runs the command",
                    thrown);
        return unsealedOrLost(thrown, host, "broke the connection while it was given the command");
    }

    private static FailureException whileRunning(
            IOException thrown, Shell shell, HostAddress host, Runnable shellLeft) {
        left(shell, shellLeft);
        if (thrown instanceof ClosedByInterruptException)
            return Translation.failure(
                    FailureCode.HOST_CONNECTION_LOST, host, "was left because Ratchet was stopped", thrown);
        if (thrown instanceof SocketTimeoutException)
            return Translation.failure(
                    FailureCode.HOST_OPERATION_TIMED_OUT, host, "did not say what has become of the command", thrown);
        if (thrown instanceof WsmanFault fault)
            return Translation.failure(
                    FailureCode.HOST_CONNECTION_LOST,
                    host,
                    "ended the command with WS-Man fault " + fault.code(),
                    fault);
        return unsealedOrLost(thrown, host, "was lost while the command ran");
    }

    private static FailureException unsealedOrLost(IOException thrown, HostAddress host, String lost) {
        if (thrown instanceof SealException unsealed)
            return Translation.failure(FailureCode.HOST_SEAL_BROKEN, host, unsealed.what(), unsealed);
        return Translation.failure(FailureCode.HOST_CONNECTION_LOST, host, lost, thrown);
    }

    private static void left(Shell shell, Runnable shellLeft) {
        shell.abandon();
        shellLeft.run();
    }
}
