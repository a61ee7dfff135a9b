package io.ratchet.connectors.winrm;

import io.ratchet.connectors.OwnersFile;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The certificate by which hosts know us, with its key: of a PEM file, else of a PKCS#12 store. */
final class ClientCertificate {
    private static final int LARGEST = 100_000;
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END [A-Z ]*PRIVATE KEY-----", Pattern.DOTALL);

    private final Path file;
    private final PrivateKey key;
    private final X509Certificate[] chain;

    private ClientCertificate(Path file, PrivateKey key, X509Certificate[] chain) {
        this.file = file;
        this.key = key;
        this.chain = chain;
    }

    /**
     * @param password of the store or the key; empty where there is none
     * @throws FailureException CONFIG_INVALID when the file cannot be used, or others may read it
     */
    static ClientCertificate read(Path file, String password) {
        try {
            if (OwnersFile.isShared(file)) throw unusable(file, "others can read or write it; chmod 600 it", null);
            if (Files.size(file) > LARGEST) throw unusable(file, "it is too large to be one", null);
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            ClientCertificate read =
                    text.contains("-----BEGIN ") ? pem(file, text, password) : store(file, bytes, password);
            if (!read.isOfItsKey()) throw strangers(file, null);
            return read;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(file, "check that it is there, and its password", e);
        }
    }

    private static ClientCertificate store(Path file, byte[] bytes, String password)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password.toCharArray());
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) if (store.isKeyEntry(alias)) keys.add(alias);
        if (keys.size() != 1) throw unusable(file, "it holds " + keys.size() + " keys, and must hold one", null);
        PrivateKey key = (PrivateKey) store.getKey(keys.get(0), password.toCharArray());
        return new ClientCertificate(file, key, chain(List.of(store.getCertificateChain(keys.get(0)))));
    }

    private static ClientCertificate pem(Path file, String text, String password)
            throws IOException, GeneralSecurityException {
        Matcher key = KEY.matcher(text);
        if (!key.find()) throw unusable(file, "it holds no private key", null);
        String form = key.group(1);
        byte[] bytes = Base64.getMimeDecoder().decode(key.group(2));
        X509Certificate[] chain = chain(CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(key.replaceAll("").strip().getBytes(StandardCharsets.ISO_8859_1))));
        if (chain.length == 0) throw unusable(file, "it holds no certificate", null);
        PKCS8EncodedKeySpec spec = switch (form) {
            case "" -> new PKCS8EncodedKeySpec(bytes);
            case "ENCRYPTED " -> decrypted(bytes, password);
            default ->
                throw unusable(
                        file, "its key is no PKCS#8 ('openssl pkcs8 -topk8 -nodes -in KEY' makes one of it)", null);
        };
        KeyFactory keys = KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm());
        try {
            return new ClientCertificate(file, keys.generatePrivate(spec), chain);
        } catch (InvalidKeySpecException ofAnotherKind) {
            throw strangers(file, ofAnotherKind);
        }
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] bytes, String password)
            throws IOException, GeneralSecurityException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
        String scheme = info.getAlgName().equals("PBES2") ? String.valueOf(info.getAlgParameters()) : info.getAlgName();
        Cipher cipher = Cipher.getInstance(scheme);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password.toCharArray())),
                info.getAlgParameters());
        return info.getKeySpec(cipher);
    }

    private static X509Certificate[] chain(Iterable<? extends Certificate> certificates) {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate each : certificates) chain.add((X509Certificate) each);
        return chain.toArray(X509Certificate[]::new);
    }

    private boolean isOfItsKey() throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(chain[0].getPublicKey().getAlgorithm())) return false;
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        signature.initSign(key);
        byte[] proof = signature.sign();
        signature.initVerify(chain[0].getPublicKey());
        return signature.verify(proof);
    }

    /** @throws FailureException CONFIG_INVALID when hosts would no longer take it, or not yet */
    void check(Instant now) {
        Instant ends = chain[0].getNotAfter().toInstant();
        Instant begins = chain[0].getNotBefore().toInstant();
        if (now.isAfter(ends)) throw unusable(file, "it expired at " + ends + "; put a new one into its place", null);
        if (now.isBefore(begins)) throw unusable(file, "it is valid from " + begins + " only", null);
    }

    private static FailureException strangers(Path file, @Nullable Throwable thrown) {
        return unusable(file, "its key and its first certificate do not belong together", thrown);
    }

    private static FailureException unusable(Path file, String why, @Nullable Throwable thrown) {
        String said = "The client certificate '" + file + "' cannot be used: " + why + ".";
        return thrown == null
                ? FailureException.of(FailureCode.CONFIG_INVALID, said)
                : FailureException.of(FailureCode.CONFIG_INVALID, said, thrown);
    }

    /** Shows the certificate whatever issuers a host names, so that it is the host that says what is wrong with it. */
    X509ExtendedKeyManager shown() {
        return new Always(key, chain);
    }

    private static final class Always extends X509ExtendedKeyManager {
        private static final String ALIAS = "ratchet";

        private final PrivateKey key;
        private final X509Certificate[] chain;

        Always(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
