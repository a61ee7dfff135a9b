package io.ratchet.store.tlog;

import io.ratchet.domain.Checks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log at a moment (c2sp.org/tlog-checkpoint), without extension lines.
 *
 * @param origin which log it is; the name of the key that signs it
 * @param size number of leaves
 * @param root over them
 */
public record Checkpoint(String origin, long size, byte[] root) {
    private static final byte[] SUBTREE = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_NAME = 255;
    private static final Pattern TEXT = Pattern.compile("([^\n]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n");

    public Checkpoint {
        NoteKey.checkName(origin);
        Checks.that(size >= 0, "a log has no negative size");
        Checks.that(root.length == TreeHashes.BYTES, "a root has 32 bytes");
    }

    /** The text that is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    /**
     * Reads the text of a note.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Checkpoint read(String text) {
        Matcher lines = TEXT.matcher(text);
        Checks.that(lines.matches(), "a checkpoint is three lines: origin, size and root");
        return new Checkpoint(lines.group(1), Long.parseLong(lines.group(2)), SignedNote.base64(lines.group(3)));
    }

    /**
     * The note that the log itself makes of it: its signature, and with the same key as a cosigner the time, so that it
     * says when it was the latest.
     *
     * @param key of the kind {@link NoteKey.Kind#NOTE}
     * @param sign what the key makes of a message
     */
    public SignedNote signed(NoteKey key, UnaryOperator<byte[]> sign, Instant time) {
        byte[] text = text().getBytes(StandardCharsets.UTF_8);
        NoteKey timed = new NoteKey(key.name(), NoteKey.Kind.COSIGNATURE, key.raw());
        return new SignedNote(
                text(),
                List.of(new SignedNote.Signature(key.name(), key.id(), sign.apply(text)), cosigned(timed, sign, time)));
    }

    /**
     * What a cosigner puts under the note: when it saw this as the latest.
     *
     * @param cosigner of a kind that cosigns
     * @param sign what its key makes of a message
     */
    public SignedNote.Signature cosigned(NoteKey cosigner, UnaryOperator<byte[]> sign, Instant time) {
        long seconds = time.getEpochSecond();
        byte[] signature = sign.apply(message(cosigner, text(), seconds));
        byte[] timed = ByteBuffer.allocate(Long.BYTES + signature.length)
                .putLong(seconds)
                .put(signature)
                .array();
        return new SignedNote.Signature(cosigner.name(), cosigner.id(), timed);
    }

    /** What a cosigner signs. */
    private static byte[] message(NoteKey cosigner, String text, long seconds) {
        return cosigner.kind() == NoteKey.Kind.ML_DSA_44
                ? whole(cosigner.name(), read(text), seconds)
                : timed(text.getBytes(StandardCharsets.UTF_8), seconds);
    }

    /** The tree from its first leaf on as a subtree (c2sp.org/tlog-cosignature, cosigned_message). */
    private static byte[] whole(String cosigner, Checkpoint log, long seconds) {
        byte[] name = cosigner.getBytes(StandardCharsets.UTF_8);
        byte[] origin = log.origin().getBytes(StandardCharsets.UTF_8);
        Checks.that(
                name.length <= LONGEST_NAME && origin.length <= LONGEST_NAME,
                "a name that ML-DSA-44 signs has at most 255 bytes");
        return ByteBuffer.allocate(SUBTREE.length + 2 + name.length + origin.length + 3 * Long.BYTES + TreeHashes.BYTES)
                .put(SUBTREE)
                .put((byte) name.length)
                .put(name)
                .putLong(seconds)
                .put((byte) origin.length)
                .put(origin)
                .putLong(0)
                .putLong(log.size())
                .put(log.root())
                .array();
    }

    private static byte[] timed(byte[] text, long seconds) {
        byte[] before = ("cosignature/v1\ntime " + seconds + "\n").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(before.length + text.length)
                .put(before)
                .put(text)
                .array();
    }

    /** Whether a note bears a signature of this key that holds. */
    public static boolean isSigned(SignedNote note, NoteKey key) {
        byte[] text = note.text().getBytes(StandardCharsets.UTF_8);
        if (key.kind().cosigns()) return cosigned(note, key).isPresent();
        return note.by(key).filter(each -> key.signed(text, each.signature())).isPresent();
    }

    /** When a cosigner says to have seen it as the latest; empty unless its signature is there and holds. */
    public static Optional<Instant> cosigned(SignedNote note, NoteKey cosigner) {
        return note.by(cosigner).flatMap(each -> {
            if (each.signature().length != Long.BYTES + cosigner.signatureLength()) return Optional.empty();
            ByteBuffer signature = ByteBuffer.wrap(each.signature());
            long seconds = signature.getLong();
            byte[] bare = new byte[signature.remaining()];
            signature.get(bare);
            boolean told = seconds >= 0 && seconds <= Instant.MAX.getEpochSecond();
            return told && cosigner.signed(message(cosigner, note.text(), seconds), bare)
                    ? Optional.of(Instant.ofEpochSecond(seconds))
                    : Optional.empty();
        });
    }

    /** When the log itself says that it was the latest; empty unless that is signed with the log's key. */
    public static Optional<Instant> timed(SignedNote note, NoteKey log) {
        return cosigned(note, new NoteKey(log.name(), NoteKey.Kind.COSIGNATURE, log.raw()));
    }
}
