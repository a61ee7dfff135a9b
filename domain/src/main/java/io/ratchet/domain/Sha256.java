package io.ratchet.domain;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 (FIPS 180-4), the only hash that Ratchet takes. As text it is 64 lower-case hexadecimal digits, unless a
 * method says otherwise. An object of this class takes in one message piece by piece; it is for one thread, and empty
 * again once its hash was taken.
 */
public final class Sha256 {
    private static final int PIECE = 1 << 16;

    private final MessageDigest digest = digest();

    /** Of bytes. */
    public static byte[] of(byte[] bytes) {
        return digest().digest(bytes);
    }

    /** Of a text's UTF-8 bytes. */
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of bytes, as text. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(of(bytes));
    }

    /** Of a text's UTF-8 bytes, as text. */
    public static String hex(String text) {
        return HexFormat.of().formatHex(of(text));
    }

    /** Of a text's UTF-8 bytes, in the upper-case digits that Windows writes. */
    public static String upperHex(String text) {
        return HexFormat.of().withUpperCase().formatHex(of(text));
    }

    /** Of all that is left to read, as text; {@code in} stays open. */
    public static String hex(InputStream in) throws IOException {
        Sha256 hash = new Sha256();
        byte[] piece = new byte[PIECE];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) hash.digest.update(piece, 0, read);
        return hash.hex();
    }

    /** Of a file's bytes, as text. */
    public static String hex(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return hex(in);
        }
    }

    public Sha256 add(byte value) {
        digest.update(value);
        return this;
    }

    public Sha256 add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** Adds a text's UTF-8 bytes. */
    public Sha256 add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a text's UTF-8 bytes behind their number and a colon, so that no two lists of parts give one message:
     * {@code ab}, {@code c} is {@code 2:ab1:c}.
     */
    public Sha256 part(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return add(bytes.length + ":").add(bytes);
    }

    /** A stream to {@code out} that adds whatever passes. */
    public OutputStream over(OutputStream out) {
        return new DigestOutputStream(out, digest);
    }

    /** The hash of all that was added; it begins anew. */
    public byte[] bytes() {
        return digest.digest();
    }

    /** The hash of all that was added, as text; it begins anew. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
