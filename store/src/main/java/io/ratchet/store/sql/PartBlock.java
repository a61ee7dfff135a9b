package io.ratchet.store.sql;

import io.ratchet.wire.Packed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The documents of parts that were new together, in one row ({@code V26__what_is_said_in_blocks.sql}).
 *
 * @param last number of the last one; the others stand before it without a gap
 */
record PartBlock(long last, int size, byte[] packed) {
    static final int MOST = 500;

    /** Of characters in one block; deflating looks no farther back than half of that. */
    static final int LONGEST = 1 << 16;

    /** In the place of a document that is too long for a block. */
    static final String ELSEWHERE = "";

    /** A longer one stands alone. */
    static final int LONGEST_DOCUMENT = LONGEST / 2;

    static byte[] pack(List<String> documents) {
        Packed.Writer out = new Packed.Writer();
        documents.forEach(out::text);
        return out.packed();
    }

    /** The documents of those of {@code wanted} that stand in it, by their numbers. */
    Map<Long, String> documents(Set<Long> wanted) {
        Packed.Reader in = Packed.Reader.of(packed);
        Map<Long, String> documents = new HashMap<>();
        for (long part = last - size + 1; part <= last; part++) {
            if (!wanted.contains(part)) {
                in.skipText();
                continue;
            }
            String document = in.text();
            if (!document.equals(ELSEWHERE)) documents.put(part, document);
        }
        return documents;
    }
}
