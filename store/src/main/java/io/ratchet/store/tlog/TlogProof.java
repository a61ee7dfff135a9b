package io.ratchet.store.tlog;

import io.ratchet.domain.Checks;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file that shows that an entry is in a log (c2sp.org/tlog-proof), without extra data.
 *
 * @param index of the entry, from 0
 * @param path from the entry's sibling up
 * @param checkpoint the log's note
 */
public record TlogProof(long index, List<byte[]> path, SignedNote checkpoint) {
    private static final String FIRST = "c2sp.org/tlog-proof@v1\n";
    private static final Pattern BEGINNING =
            Pattern.compile("c2sp\\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,17})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n");

    public TlogProof {
        path = List.copyOf(path);
        Checks.that(index >= 0, "an entry has no negative index");
    }

    public byte[] bytes() {
        StringBuilder text =
                new StringBuilder(FIRST).append("index ").append(index).append('\n');
        path.forEach(
                hash -> text.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
        text.append('\n').append(new String(checkpoint.bytes(), StandardCharsets.UTF_8));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a file begins as a proof does. */
    public static boolean isOne(byte[] bytes) {
        byte[] first = FIRST.getBytes(StandardCharsets.UTF_8);
        return bytes.length > first.length && Arrays.equals(first, Arrays.copyOf(bytes, first.length));
    }

    /**
     * Reads a proof strictly.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static TlogProof read(byte[] bytes) {
        String text = SignedNote.utf8(bytes);
        Matcher beginning = BEGINNING.matcher(text);
        Checks.that(beginning.lookingAt(), "a proof is its first line, an index, hashes and a checkpoint");
        return new TlogProof(
                Long.parseLong(beginning.group(1)),
                beginning.group(2).lines().map(SignedNote::base64).toList(),
                SignedNote.read(text.substring(beginning.end()).getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether it leads from this entry to the root of its checkpoint; who signed that is another question. */
    public boolean shows(byte[] entry) {
        Checkpoint log = Checkpoint.read(checkpoint.text());
        return MerkleProof.rootFrom(TreeHashes.leaf(entry), index, log.size(), path)
                .filter(root -> Arrays.equals(root, log.root()))
                .isPresent();
    }
}
