package io.ratchet.connectors.winrm;

import io.ratchet.connectors.winrm.HostShellSettings.TrustStore;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Trust for one purpose alone: a named file in place of what the JVM trusts, so that one CA says which hosts are ours.
 */
public final class OwnTrust {
    private OwnTrust() {}

    /**
     * A file that is named is read now, Java's own trust when it is first needed.
     *
     * @throws FailureException CONFIG_INVALID when the file cannot be used or names nobody
     */
    public static Supplier<SSLContext> of(Optional<TrustStore> named) {
        if (named.isEmpty()) return new Lazily();
        SSLContext context = context(named, null);
        return () -> context;
    }

    private static final class Lazily implements Supplier<SSLContext> {
        private @Nullable SSLContext context;

        @Override
        public synchronized SSLContext get() {
            SSLContext made = context == null ? OwnTrust.context(Optional.empty(), null) : context;
            context = made;
            return made;
        }
    }

    /** @param shown what we are known by; null: nothing */
    static SSLContext context(Optional<TrustStore> named, @Nullable KeyManager shown) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(named.isPresent() ? store(certificates(named.get())) : jvm());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown == null ? new KeyManager[0] : new KeyManager[] {shown}, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unusable) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The trust store " + named.map(TrustStore::file).orElse(null)
                            + " cannot be used; check the file and its password.",
                    unusable);
        }
    }

    private static @Nullable KeyStore jvm() {
        return null;
    }

    /** Of a PEM file, else of a PKCS#12 or JKS store. */
    static List<Certificate> certificates(TrustStore named) throws IOException, GeneralSecurityException {
        String name = named.file().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".pem") || name.endsWith(".crt") || name.endsWith(".cer"))
            try (InputStream in = Files.newInputStream(named.file())) {
                return given(
                        new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in)));
            }
        KeyStore keys =
                KeyStore.getInstance(named.file().toFile(), named.password().toCharArray());
        List<Certificate> certificates = new ArrayList<>();
        for (String alias : Collections.list(keys.aliases())) certificates.add(keys.getCertificate(alias));
        return given(certificates);
    }

    private static List<Certificate> given(List<Certificate> certificates) throws IOException {
        if (certificates.isEmpty()) throw new IOException("It holds no certificate.");
        return certificates;
    }

    private static KeyStore store(List<Certificate> certificates) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) store.setCertificateEntry("trusted-" + i, certificates.get(i));
        return store;
    }
}
