package io.ratchet.store.audit;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.SignedNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Ed25519 key that signs tree heads. It is made on first use and kept in {@code audit-signing-key.pem}, which holds
 * the private and the public part and may be read by its owner alone; {@code audit-signing-key.pub.pem} beside it is
 * for handing out. Keep it: heads signed by another key prove nothing about earlier exports.
 */
public final class SigningKey {
    static final String FILE = "audit-signing-key.pem";
    static final String PUBLIC_FILE = "audit-signing-key.pub.pem";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----\\s+([A-Za-z0-9+/=\\s]+?)\\s+-----END \\1 KEY-----");
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private static final int SIGNATURE_BYTES = 64;

    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /**
     * The key in {@code directory}, made now if there is none.
     *
     * @throws FailureException CONFIG_INVALID when it cannot be read, is damaged, or may be read by others than its
     *     owner's group
     */
    public static SigningKey open(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) create(directory, file);
            refuseIfOpenToOthers(file);
            return read(file);
        } catch (IOException | GeneralSecurityException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The audit signing key '" + file
                            + "' cannot be read or made; restore it from a backup, or give a folder that can"
                            + " be written.",
                    e);
        }
    }

    /** 64 bytes over exactly {@code text} in UTF-8. */
    byte[] sign(String text) {
        return sign(text.getBytes(StandardCharsets.UTF_8));
    }

    /** 64 bytes over exactly these. */
    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime from 15 on has Ed25519", e);
        }
    }

    /** The public part in base64 of its X.509 form, as it stands between the lines of a PEM file. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(publicKey.getEncoded());
    }

    /** The key that signs checkpoints of the log {@code origin}. */
    public NoteKey noteKey(String origin) {
        return NoteKey.of(origin, NoteKey.Kind.NOTE, publicKey.getEncoded());
    }

    /** The log's own note of a checkpoint. */
    SignedNote note(Checkpoint checkpoint, Instant time) {
        return checkpoint.signed(noteKey(checkpoint.origin()), this::sign, time);
    }

    /** What people compare it by. */
    public KeyFingerprint fingerprint() {
        return KeyFingerprint.of(publicKey.getEncoded());
    }

    /** The X.509 form of the public key in a PEM file's text. */
    static byte[] publicPart(String pem, Path file) throws IOException, GeneralSecurityException {
        byte[] key = part(pem, "PUBLIC", file);
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(key))
                .getEncoded();
    }

    static boolean verifies(String publicKey, String text, String signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(publicKey(publicKey));
            check.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] signed = Base64.getDecoder().decode(signature);
            // The verification of some JDKs passes over a zero behind the signature.
            return signed.length == SIGNATURE_BYTES && check.verify(signed);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void create(Path directory, Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String publicPem = pem("PUBLIC", pair.getPublic().getEncoded());
        Path fresh = fresh(directory, pem("PRIVATE", pair.getPrivate().getEncoded()) + publicPem);
        Files.writeString(directory.resolve(PUBLIC_FILE), publicPem);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A file of its owner's alone that holds this, to be moved where it belongs. */
    static Path fresh(Path directory, String text) throws IOException {
        Files.createDirectories(directory, ownerOnly("rwx------"));
        Path fresh = Files.createTempFile(directory, "new-key", ".pem", ownerOnly("rw-------"));
        return Files.writeString(fresh, text);
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    static void refuseIfOpenToOthers(Path file) throws IOException {
        if (!POSIX) return;
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE))
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The audit signing key '" + file + "' may be read or written by everybody; run chmod 600 on it.");
    }

    private static SigningKey read(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        SigningKey key = new SigningKey(
                factory.generatePrivate(new PKCS8EncodedKeySpec(part(text, "PRIVATE", file))),
                factory.generatePublic(new X509EncodedKeySpec(part(text, "PUBLIC", file))));
        String probe = "do the two parts belong together?";
        if (!verifies(key.publicKey(), probe, Base64.getEncoder().encodeToString(key.sign(probe))))
            throw new GeneralSecurityException("the private and the public part do not belong together");
        return key;
    }

    static byte[] part(String text, String kind, Path file) throws IOException {
        Matcher matcher = PEM.matcher(text);
        while (matcher.find())
            if (matcher.group(1).equals(kind)) return Base64.getMimeDecoder().decode(matcher.group(2));
        throw new NoSuchFileException(file.toString(), null, "it holds no " + kind + " KEY");
    }

    private static PublicKey publicKey(String base64) throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    static String pem(String kind, byte[] key) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        return "-----BEGIN " + kind + " KEY-----\n" + base64 + "\n-----END " + kind + " KEY-----\n";
    }
}
