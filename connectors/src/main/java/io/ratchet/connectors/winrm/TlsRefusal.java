package io.ratchet.connectors.winrm;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says why no TLS session with a host came about. */
final class TlsRefusal {
    private static final Pattern OF_A_CERTIFICATE =
            Pattern.compile("Received fatal alert: (\\w*certificate\\w*|unknown_ca|access_denied)");

    private final TlsProbe probe;

    /** @param probe asks a host what it speaks when the exception alone does not tell */
    TlsRefusal(TlsProbe probe) {
        this.probe = probe;
    }

    /**
     * Empty when TLS was not what failed.
     *
     * @param first whether nothing had been sent to the host before
     */
    Optional<FailureException> of(Throwable thrown, HostAddress host, boolean first) {
        if (!host.https()) return Optional.empty();
        if (Translation.has(thrown, CertificateException.class)
                || Translation.has(thrown, CertPathBuilderException.class)
                || Translation.has(thrown, CertPathValidatorException.class)
                || Translation.has(thrown, SSLPeerUnverifiedException.class))
            return Optional.of(Translation.failure(
                    FailureCode.HOST_TLS_TRUST,
                    host,
                    "shows a certificate that is not trusted or names another host",
                    thrown));
        if (!Translation.has(thrown, SSLHandshakeException.class) && !first) return Optional.empty();
        if (speaksOldVersionsOnly(host))
            return Optional.of(Translation.failure(
                    FailureCode.HOST_TLS_LEGACY,
                    host,
                    "speaks no TLS version newer than 1.1 on its WinRM port",
                    thrown));
        return Translation.has(thrown, SSLException.class)
                ? Optional.of(Translation.failure(
                        FailureCode.HOST_UNREACHABLE, host, "did not complete the TLS handshake", thrown))
                : Optional.empty();
    }

    /** Whether the peer told us so by an alert, in the JDK's words. */
    static boolean ofOurCertificate(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause())
            if (each instanceof SSLException
                    && OF_A_CERTIFICATE
                            .matcher(String.valueOf(each.getMessage()))
                            .find()) return true;
        return false;
    }

    /** Schannel resets the connection of a client that is too new, so the exception alone does not tell. */
    private boolean speaksOldVersionsOnly(HostAddress host) {
        var offers = probe.probe(host.host(), host.port(), host.host());
        return Stream.of(Protocol.SSL_3, Protocol.TLS_1_0, Protocol.TLS_1_1)
                        .anyMatch(old -> offers.get(old) == OfferState.OFFERED)
                && Stream.of(Protocol.TLS_1_2, Protocol.TLS_1_3)
                        .noneMatch(modern -> offers.get(modern) == OfferState.OFFERED);
    }
}
