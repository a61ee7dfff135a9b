package io.ratchet.store.tlog;

import io.ratchet.domain.Checks;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Text and who signed it (c2sp.org/signed-note). Reading it says nothing of whether a signature holds.
 *
 * @param text ends in a line end
 */
public record SignedNote(String text, List<Signature> signatures) {
    private static final String BEFORE_NAME = "\u2014 ";
    private static final int LARGEST = 1 << 20;
    private static final int MOST_SIGNATURES = 64;

    /**
     * One line under the text.
     *
     * @param id of the key; with the name it says which key is meant
     */
    public record Signature(String name, int id, byte[] signature) {
        public Signature {
            NoteKey.checkName(name);
            Checks.that(signature.length > 0, "a signature is of some bytes");
        }

        boolean isOf(NoteKey key) {
            return id == key.id() && name.equals(key.name());
        }

        /** The line with its end. */
        public String line() {
            byte[] bytes = ByteBuffer.allocate(Integer.BYTES + signature.length)
                    .putInt(id)
                    .put(signature)
                    .array();
            return BEFORE_NAME + name + " " + Base64.getEncoder().encodeToString(bytes) + "\n";
        }

        static Signature read(String line) {
            Checks.that(line.startsWith(BEFORE_NAME), "a signature begins with a dash and a blank");
            int blank = line.indexOf(' ', BEFORE_NAME.length());
            Checks.that(blank > 0, "a signature has a name and base64");
            byte[] bytes = base64(line.substring(blank + 1));
            Checks.that(bytes.length > Integer.BYTES, "a signature names its key");
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            int id = buffer.getInt();
            byte[] signature = new byte[buffer.remaining()];
            buffer.get(signature);
            return new Signature(line.substring(BEFORE_NAME.length(), blank), id, signature);
        }
    }

    public SignedNote {
        Checks.that(text.endsWith("\n"), "the text of a note ends in a line end");
        Checks.that(
                text.chars().noneMatch(c -> c < 0x20 && c != '\n'),
                "the text of a note has no control character but line ends");
        signatures = List.copyOf(signatures);
    }

    /**
     * Reads a note strictly: whatever is read is, written again, byte for byte the same.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static SignedNote read(byte[] bytes) {
        Checks.that(bytes.length <= LARGEST, "a note has at most 1 MiB");
        String all = utf8(bytes);
        int end = all.lastIndexOf("\n\n");
        Checks.that(end >= 0 && all.endsWith("\n"), "a note is text, an empty line and lines of signatures");
        List<Signature> signatures = signatures(all.substring(end + 2));
        Checks.that(!signatures.isEmpty(), "a note has a signature");
        return new SignedNote(all.substring(0, end + 1), signatures);
    }

    /** Lines of signatures alone, as a witness answers. */
    static List<Signature> signatures(String lines) {
        Checks.that(lines.isEmpty() || lines.endsWith("\n"), "a line of a signature has an end");
        List<Signature> signatures = new ArrayList<>();
        for (String line : lines.lines().toList()) signatures.add(Signature.read(line));
        Checks.that(signatures.size() <= MOST_SIGNATURES, "a note has at most 64 signatures");
        Checks.that(
                lines.equals(
                        String.join("", signatures.stream().map(Signature::line).toList())),
                "lines of signatures end in a line end and nothing else");
        return signatures;
    }

    static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a note is UTF-8", e);
        }
    }

    /** Base64 in its one spelling. */
    static byte[] base64(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        Checks.that(Base64.getEncoder().encodeToString(bytes).equals(text), "base64 ends in bits that are not zero");
        return bytes;
    }

    /** The same text with more signatures under those that are there; none stands twice. */
    public SignedNote with(List<Signature> more) {
        List<Signature> all = new ArrayList<>(signatures);
        for (Signature each : more)
            if (all.stream()
                    .noneMatch(there -> there.id() == each.id() && there.name().equals(each.name()))) all.add(each);
        return new SignedNote(text, all);
    }

    /** The first signature that names this key. */
    Optional<Signature> by(NoteKey key) {
        return signatures.stream().filter(each -> each.isOf(key)).findFirst();
    }

    public byte[] bytes() {
        StringBuilder all = new StringBuilder(text).append('\n');
        signatures.forEach(each -> all.append(each.line()));
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }
}
