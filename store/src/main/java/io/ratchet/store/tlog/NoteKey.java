package io.ratchet.store.tlog;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key that signs notes, as c2sp.org/signed-note names it.
 *
 * @param name of who signs; for a log its origin
 * @param raw as long as keys of its kind are
 */
public record NoteKey(String name, Kind kind, byte[] raw) {
    private static final Pattern VKEY = Pattern.compile("([^\\s+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]+=*)");

    /** What such a key signs. */
    public enum Kind {
        /** The text of a note. */
        NOTE(0x01, Ed25519.KEY),
        /** A time before the text of a checkpoint (c2sp.org/tlog-cosignature): it was the latest then. */
        COSIGNATURE(0x04, Ed25519.KEY),
        /** The same, with the name of who signs, by ML-DSA-44: a signature that holds against quantum computers. */
        ML_DSA_44(0x06, MlDsa44.KEY);

        private final byte wire;
        private final int length;

        Kind(int wire, int length) {
            this.wire = (byte) wire;
            this.length = length;
        }

        /** Whether it vouches for what a log says, rather than being the log's own word. */
        boolean cosigns() {
            return this != NOTE;
        }
    }

    public NoteKey {
        checkName(name);
        Checks.that(
                raw.length == kind.length,
                "a key that signs with " + (kind == Kind.ML_DSA_44 ? "ML-DSA-44 has 1,312" : "Ed25519 has 32")
                        + " bytes");
    }

    /** Of a key in its X.509 form. */
    public static NoteKey of(String name, Kind kind, byte[] x509) {
        return new NoteKey(name, kind, Ed25519.raw(x509));
    }

    /** A name that may stand in a note: nothing that divides its lines, and no plus sign. */
    static void checkName(String name) {
        Checks.that(
                !name.isEmpty()
                        && name.codePoints()
                                .noneMatch(c -> c == '+'
                                        || c < 0x20
                                        || c == 0x7f
                                        || Character.isWhitespace(c)
                                        || Character.isSpaceChar(c)),
                "a name in a note has no blank and no plus sign");
    }

    /**
     * Reads the one line in which such keys are handed out.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static NoteKey read(String vkey) {
        Matcher parts = VKEY.matcher(vkey.strip());
        Checks.that(parts.matches(), "a key is written NAME+8 hexadecimal digits+base64");
        byte[] typed = SignedNote.base64(parts.group(3));
        Kind kind = Arrays.stream(Kind.values())
                .filter(each -> typed.length > 0 && typed[0] == each.wire)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "it is a key of another kind than those that sign with Ed25519 or ML-DSA-44"));
        NoteKey key = new NoteKey(parts.group(1), kind, Arrays.copyOfRange(typed, 1, typed.length));
        Checks.that(
                HexFormat.of().toHexDigits(key.id()).equals(parts.group(2)),
                "its eight digits do not belong to the key behind them");
        return key;
    }

    /** The line in which it is handed out. */
    public String vkey() {
        return name + "+" + HexFormat.of().toHexDigits(id()) + "+"
                + Base64.getEncoder().encodeToString(typed());
    }

    /** What a signature names it by, beside the name. */
    public int id() {
        return ByteBuffer.wrap(new Sha256().add(name + "\n").add(typed()).bytes())
                .getInt();
    }

    private byte[] typed() {
        return ByteBuffer.allocate(1 + raw.length).put(kind.wire).put(raw).array();
    }

    boolean signed(byte[] message, byte[] signature) {
        return kind == Kind.ML_DSA_44
                ? MlDsa44.verifies(raw, message, signature)
                : Ed25519.verifies(raw, message, signature);
    }

    /** How many bytes its signatures have. */
    int signatureLength() {
        return kind == Kind.ML_DSA_44 ? MlDsa44.SIGNATURE : Ed25519.SIGNATURE;
    }

    /** The X.509 form of one that signs with Ed25519. */
    public byte[] x509() {
        Checks.that(kind != Kind.ML_DSA_44, "it is no Ed25519 key");
        return Ed25519.x509(raw);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteKey key && vkey().equals(key.vkey());
    }

    @Override
    public int hashCode() {
        return id();
    }

    @Override
    public String toString() {
        return vkey();
    }
}
