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
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
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
        if (named.isEmpty()) return new Lazily<>(() -> context(Optional.empty(), null));
        SSLContext context = context(named, null);
        return () -> context;
    }

    /**
     * Who judges the other side of a handshake of {@link #of} with the same trust, where something else makes the
     * handshake. Read as there.
     *
     * @throws FailureException CONFIG_INVALID when the file cannot be used or names nobody
     */
    static Supplier<X509ExtendedTrustManager> judge(Optional<TrustStore> named) {
        if (named.isEmpty()) return new Lazily<>(() -> extended(judges(Optional.empty())));
        X509ExtendedTrustManager judge = extended(judges(named));
        return () -> judge;
    }

    private static final class Lazily<T> implements Supplier<T> {
        private final Supplier<T> source;
        private @Nullable T made;

        Lazily(Supplier<T> source) {
            this.source = source;
        }

        @Override
        public synchronized T get() {
            T now = made == null ? source.get() : made;
            made = now;
            return now;
        }
    }

    /** @param shown what we are known by; null: nothing */
    static SSLContext context(Optional<TrustStore> named, @Nullable KeyManager shown) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown == null ? new KeyManager[0] : new KeyManager[] {shown}, judges(named), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw unusable(named, unusable);
        }
    }

    private static TrustManager[] judges(Optional<TrustStore> named) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(named.isPresent() ? store(certificates(named.get())) : jvm());
            return trust.getTrustManagers();
        } catch (IOException | GeneralSecurityException unusable) {
            throw unusable(named, unusable);
        }
    }

    /** Java takes the first of them as well. */
    private static X509ExtendedTrustManager extended(TrustManager[] judges) {
        for (TrustManager each : judges) if (each instanceof X509ExtendedTrustManager judge) return judge;
        throw new IllegalStateException("this Java judges no certificates");
    }

    private static FailureException unusable(Optional<TrustStore> named, Exception why) {
        return FailureException.of(
                FailureCode.CONFIG_INVALID,
                "The trust store " + named.map(TrustStore::file).orElse(null)
                        + " cannot be used; check the file and its password.",
                why);
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
