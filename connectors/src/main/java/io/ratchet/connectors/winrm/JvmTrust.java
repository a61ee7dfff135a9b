package io.ratchet.connectors.winrm;

import io.ratchet.connectors.winrm.HostShellSettings.TrustStore;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Adds certificates to what this JVM trusts. OverThere builds its TLS context from the JVM's trust store for every
 * message and takes no other, so a trust store for WinRM alone is not to be had with it.
 */
final class JvmTrust {
    private JvmTrust() {}

    static synchronized void add(TrustStore store) {
        try {
            List<Certificate> trusted = new ArrayList<>(trustedNow());
            trusted.addAll(OwnTrust.certificates(store));
            Path merged = Files.createTempFile("ratchet-trust", ".p12");
            merged.toFile().deleteOnExit();
            String password = UUID.randomUUID().toString();
            write(trusted, merged, password);
            System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
            System.setProperty("javax.net.ssl.trustStorePassword", password);
            System.setProperty("javax.net.ssl.trustStore", merged.toString());
        } catch (IOException | GeneralSecurityException unusable) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The trust store " + store.file() + " cannot be used; check the file and its password.",
                    unusable);
        }
    }

    private static List<X509Certificate> trustedNow() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        var trusted = new ArrayList<X509Certificate>();
        for (TrustManager each : factory.getTrustManagers())
            if (each instanceof X509TrustManager manager) trusted.addAll(List.of(manager.getAcceptedIssuers()));
        return trusted;
    }

    private static void write(List<Certificate> trusted, Path file, String password)
            throws IOException, GeneralSecurityException {
        KeyStore merged = KeyStore.getInstance("PKCS12");
        merged.load(null, null);
        int number = 0;
        for (Certificate each : trusted) merged.setCertificateEntry("trusted-" + number++, each);
        try (OutputStream out = Files.newOutputStream(file)) {
            merged.store(out, password.toCharArray());
        }
    }
}
