package io.ratchet.app.server;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * A certificate chain with the key of its first, and of no other.
 *
 * @param ends when the first is no longer valid
 */
record ShownCertificate(KeyStore store, Instant ends) {
    private static final int LONGEST = 1 << 20;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    /** What both files hold at a moment. The key is in it: it is never shown. */
    record Held(String certificate, String key) {
        @Override
        public String toString() {
            return "a certificate and its key";
        }
    }

    /** @throws IOException with half a sentence that says what is wrong with which of them */
    static Held held(Path certificate, Path key) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(key, PosixFileAttributeView.class);
        try {
            // Where the file system knows no such permissions, its own rules must do.
            if (view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains))
                throw new IOException("others can read or write the key; chmod 600 it");
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file '" + key + "'", e);
        }
        return new Held(text(certificate), text(key));
    }

    private static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > LONGEST) throw new IOException("'" + file + "' is too long to be a PEM file");
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file '" + file + "'", e);
        } catch (AccessDeniedException e) {
            throw new IOException("this account may not read '" + file + "'", e);
        } catch (CharacterCodingException e) {
            throw new IOException("'" + file + "' is no PEM file", e);
        }
    }

    /** @throws IOException with half a sentence that says what is wrong with which of them */
    static ShownCertificate of(Held files) throws IOException {
        List<X509Certificate> chain = chain(files.certificate());
        PrivateKey key = key(files.key());
        try {
            if (!belong(key, chain.get(0))) throw new IOException("the key is that of another certificate");
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("shown", key, new char[0], chain.toArray(X509Certificate[]::new));
            return new ShownCertificate(store, chain.get(0).getNotAfter().toInstant());
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java can make nothing of them", e);
        }
    }

    private static List<X509Certificate> chain(String text) throws IOException {
        try {
            List<X509Certificate> chain = PemContent.of(text).getCertificates();
            if (chain != null && !chain.isEmpty()) return chain;
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new IOException("the first file holds no certificate in PEM form", e);
        }
        throw new IOException("the first file holds no certificate in PEM form");
    }

    private static PrivateKey key(String text) throws IOException {
        try {
            PrivateKey key = PemContent.of(text).getPrivateKey();
            if (key != null) return key;
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new IOException("the second file holds no private key in PEM form without a password", e);
        }
        throw new IOException("the second file holds no private key in PEM form without a password");
    }

    /** What the one signs is believed by the other. */
    private static boolean belong(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) return false;
        String how = switch (key.getAlgorithm().toUpperCase(Locale.ROOT)) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] some = new byte[32];
        Arrays.fill(some, (byte) 7);
        Signature signing = Signature.getInstance(how);
        signing.initSign(key);
        signing.update(some);
        Signature checking = Signature.getInstance(how);
        checking.initVerify(certificate.getPublicKey());
        checking.update(some);
        return checking.verify(signing.sign());
    }
}
