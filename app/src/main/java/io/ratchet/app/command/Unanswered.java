package io.ratchet.app.command;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a server gave no answer, as one sentence that says what to do. */
final class Unanswered {
    private Unanswered() {}

    static Refusal because(URI request, IOException e) {
        ServerAddress server = ServerAddress.of(request);
        return Refusal.couldNotStart(sentence(server, request, e), e);
    }

    /** Whether the server may have had the request: it was sent, and no answer came. */
    static boolean lost(IOException e) {
        return !(e instanceof ConnectException)
                && !(e instanceof HttpTimeoutException)
                && !(e instanceof SSLException)
                && find(e, UnresolvedAddressException.class) == null;
    }

    /** A change of which no answer came, and none to the same request again either. */
    static Refusal twice(URI request, IOException e) {
        return Refusal.couldNotStart(
                sentence(ServerAddress.of(request), request, e)
                        + " It was asked for a change, and whether that was carried out is not known: look before you ask"
                        + " for it again.",
                e);
    }

    private static String sentence(ServerAddress server, URI request, IOException e) {
        if (find(e, UnresolvedAddressException.class) != null)
            return "There is no host '" + request.getHost() + "'; check the name in " + server + ".";
        if (e instanceof HttpConnectTimeoutException)
            return "No connection to " + server
                    + " within 10 seconds; check the address, http or https, and the firewalls on the way.";
        if (e instanceof HttpTimeoutException)
            return "The server at " + server + " took the request and did not answer in time; look at its log.";
        if (e instanceof ConnectException) return "No server answers at " + server + "; is it running?";
        CertificateException certificate = find(e, CertificateException.class);
        if (certificate != null)
            return "The certificate of " + server + " is not trusted or names another host (" + line(certificate)
                    + "); install its CA in this Java, or give the name it was issued for.";
        if (e instanceof SSLException)
            return "No TLS connection to " + server + " (" + line(e) + "); if it speaks plain HTTP, give http://.";
        return "The server at " + server + " broke the connection off (" + line(e)
                + "); look at its log, or at whether it wants https://.";
    }

    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause())
            if (type.isInstance(cause)) return type.cast(cause);
        return null;
    }

    private static String line(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.toString() : message.lines().findFirst().orElse("");
    }
}
