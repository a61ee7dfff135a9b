package io.ratchet.connectors.winrm;

import com.xebialabs.overthere.winrm.WinRmRuntimeIOException;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.http.conn.ConnectTimeoutException;

/**
 * Says in our words what OverThere's exceptions mean, once. OverThere 5.3.2 has one exception type, throws the host's
 * SOAP fault away and puts the whole request into its message, so the WS-Man operation is read from the stack, the HTTP
 * status from the end of the message, and the message itself goes no further.
 *
 * <p>Create starts nothing, so its failures may be retried. From Command on the script may be running, and only what
 * shows that the request was never taken (no connection, no TLS session, 401) is not UNCERTAIN.
 */
final class Translation {
    private static final Pattern STATUS =
            Pattern.compile("Unexpected HTTP response on .*\\((\\d{3})\\)$", Pattern.DOTALL);
    private static final String CLIENT = "com.xebialabs.overthere.winrm.WinRmClient";

    private static final long ACCESS_DENIED = 5;
    /** Shells of the user, operations of the user. */
    private static final Set<Long> QUOTAS = Set.of(2150859173L, 2150859174L);

    private final HostShellSettings settings;
    private final TlsRefusal tls;
    private final ShellFault shellFault;

    Translation(HostShellSettings settings, TlsProbe probe) {
        this.settings = settings;
        this.tls = new TlsRefusal(probe);
        this.shellFault = new ShellFault(settings.connectTimeout(), settings.socketTimeout());
    }

    /** The WS-Man operation that failed. */
    private enum Operation {
        CREATE("createShell"),
        COMMAND("executeCommand"),
        RECEIVE("receiveOutput"),
        OTHER("");

        private final String method;

        Operation(String method) {
            this.method = method;
        }

        static Operation of(Throwable thrown) {
            return chain(thrown)
                    .flatMap(each -> Arrays.stream(each.getStackTrace()))
                    .filter(frame -> frame.getClassName().equals(CLIENT))
                    .flatMap(frame ->
                            Arrays.stream(values()).filter(operation -> operation.method.equals(frame.getMethodName())))
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    /** Whether the host may keep a shell open that nobody will close. */
    boolean shellMayBeOpen(RuntimeException thrown) {
        return Operation.of(thrown) != Operation.CREATE || unanswered(thrown);
    }

    /** What {@code thrown} by the start of a process means. */
    FailureException whileStarting(RuntimeException thrown, HostAddress host, Account account) {
        Operation operation = Operation.of(thrown);
        int status = status(thrown).orElse(0);
        if (notConnected(thrown)) return failure(FailureCode.HOST_UNREACHABLE, host, "cannot be connected to", thrown);
        Optional<FailureException> tls =
                status == 0 ? this.tls.of(thrown, host, operation == Operation.CREATE) : Optional.empty();
        if (tls.isPresent()) return tls.get();
        if (status == 401)
            return failure(FailureCode.HOST_AUTH_REJECTED, host, "refused the credential " + host.credential(), thrown);
        return operation == Operation.CREATE
                ? whileCreating(status, thrown, host, account)
                : whileSending(status, thrown, host);
    }

    private FailureException whileCreating(int status, RuntimeException thrown, HostAddress host, Account account) {
        if (status == 403)
            return failure(FailureCode.HOST_ACCESS_DENIED, host, "denied the account a WinRM shell", thrown);
        if (status == 500) return refusedShell(shellFault.code(host, account), thrown, host);
        if (status != 0)
            return failure(
                    FailureCode.HOST_UNREACHABLE, host, "answers HTTP " + status + " where WinRM should be", thrown);
        return failure(FailureCode.HOST_UNREACHABLE, host, "did not answer as WinRM does", thrown);
    }

    /** Without a code it was most likely the quota, which may be free again by now. */
    private static FailureException refusedShell(OptionalLong code, RuntimeException thrown, HostAddress host) {
        if (code.isEmpty() || QUOTAS.contains(code.getAsLong()))
            return failure(FailureCode.HOST_QUOTA_EXCEEDED, host, "has no free WinRM shell for the account", thrown);
        if (code.getAsLong() == ACCESS_DENIED)
            return failure(FailureCode.HOST_ACCESS_DENIED, host, "denied the account a WinRM shell", thrown);
        return failure(
                FailureCode.HOST_UNREACHABLE,
                host,
                "refused to open a shell with WS-Man fault " + code.getAsLong(),
                thrown);
    }

    private static FailureException whileSending(int status, RuntimeException thrown, HostAddress host) {
        if (status != 0)
            return failure(
                    FailureCode.HOST_NO_ANSWER,
                    host,
                    "answered the command with HTTP " + status + "; whether it runs is not known",
                    thrown);
        if (unanswered(thrown))
            return failure(
                    FailureCode.HOST_OPERATION_TIMED_OUT,
                    host,
                    "did not say in time whether it runs the command",
                    thrown);
        return failure(
                FailureCode.HOST_CONNECTION_LOST, host, "broke the connection while it was given the command", thrown);
    }

    /**
     * What {@code thrown} after the start means.
     *
     * @param silence how long the command had printed nothing
     */
    FailureException whileRunning(RuntimeException thrown, HostAddress host, Duration silence) {
        boolean fault = status(thrown).orElse(0) == 500;
        // The host counts from our last request, which was a little before we began to listen.
        boolean silent = silence.toMillis() >= settings.operationTimeout().toMillis() * 9 / 10;
        if (unanswered(thrown) || (fault && silent))
            return failure(
                    FailureCode.HOST_OPERATION_TIMED_OUT,
                    host,
                    "printed nothing for the WinRM operation time of "
                            + settings.operationTimeout().toSeconds() + " s",
                    thrown);
        if (fault) return failure(FailureCode.HOST_CONNECTION_LOST, host, "ended the command with a fault", thrown);
        return failure(FailureCode.HOST_CONNECTION_LOST, host, "was lost while the command ran", thrown);
    }

    /** The request went out and nothing came back; a connection that did not come about in time also has this cause. */
    private static boolean unanswered(Throwable thrown) {
        return has(thrown, SocketTimeoutException.class) && !notConnected(thrown);
    }

    static boolean notConnected(Throwable thrown) {
        return has(thrown, ConnectException.class)
                || has(thrown, ConnectTimeoutException.class)
                || has(thrown, UnknownHostException.class)
                || has(thrown, NoRouteToHostException.class);
    }

    private static OptionalInt status(Throwable thrown) {
        return chain(thrown)
                .filter(WinRmRuntimeIOException.class::isInstance)
                .map(each -> STATUS.matcher(String.valueOf(each.getMessage())))
                .filter(Matcher::matches)
                .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
                .findFirst();
    }

    static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        return chain(thrown).anyMatch(type::isInstance);
    }

    private static Stream<Throwable> chain(Throwable thrown) {
        return Stream.<Throwable>iterate(thrown, each -> each != null, Throwable::getCause)
                .limit(20);
    }

    static FailureException failure(FailureCode code, HostAddress host, String what, Throwable thrown) {
        return FailureException.of(
                code, "Host " + host.host() + ":" + host.port() + " " + what + ".", Redacted.of(thrown));
    }
}
