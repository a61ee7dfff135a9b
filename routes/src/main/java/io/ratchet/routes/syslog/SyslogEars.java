package io.ratchet.routes.syslog;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Where it is listened, with what senders are shown.
 *
 * @param context empty: without TLS
 * @param ask whether a sender must show a certificate
 */
public record SyslogEars(String address, int port, Optional<SSLContext> context, boolean ask) {
    /**
     * @param password of a credential reference
     * @throws FailureException CONFIG_INVALID when the certificate cannot be used
     */
    public static SyslogEars of(SyslogSettings settings, Function<String, String> password) {
        return new SyslogEars(
                settings.address(),
                settings.port(),
                settings.tls().map(tls -> context(tls, password.apply(tls.credential()))),
                settings.tls().flatMap(SyslogSettings.Tls::clients).isPresent());
    }

    private static SSLContext context(SyslogSettings.Tls tls, String password) {
        try {
            KeyStore keys = KeyStore.getInstance(tls.certificate().toFile(), password.toCharArray());
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, password.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), clients(tls), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The certificate for syslog, '" + tls.certificate()
                            + "', cannot be used; it must be a PKCS#12 store with a key, and the password of '"
                            + tls.credential() + "' must open it.",
                    e);
        }
    }

    private static TrustManager[] clients(SyslogSettings.Tls tls) throws IOException, GeneralSecurityException {
        if (tls.clients().isEmpty()) return new TrustManager[0];
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        Path file = tls.clients().get();
        try (InputStream in = Files.newInputStream(file)) {
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in))
                trusted.setCertificateEntry("client-" + number++, each);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust.getTrustManagers();
    }
}
