package io.ratchet.store.tlog;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tree by the words of RFC 6962, section 2.1, and nothing else; what was asked for once is kept. */
record LeavesInMemory(List<byte[]> entries, Map<Long, byte[]> kept) implements Subtrees {
    static LeavesInMemory numbered(int size) {
        List<byte[]> entries = new ArrayList<>();
        for (int i = 0; i < size; i++)
            entries.add(ByteBuffer.allocate(4).putInt(i).array());
        return new LeavesInMemory(entries, new HashMap<>());
    }

    @Override
    public byte[] root(int level, long index) {
        int from = (int) (index << level);
        return defined(from, from + (1 << level));
    }

    /** MTH(D[n]) = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n])). */
    byte[] defined(int from, int to) {
        long key = ((long) from << 32) | to;
        byte[] known = kept.get(key);
        if (known != null) return known;
        byte[] hash = anew(from, to);
        kept.put(key, hash);
        return hash;
    }

    private byte[] anew(int from, int to) {
        MessageDigest digest = sha256();
        int size = to - from;
        if (size == 0) return digest.digest();
        if (size == 1) {
            digest.update((byte) 0);
            return digest.digest(entries.get(from));
        }
        int split = Integer.highestOneBit(size - 1);
        byte[] left = defined(from, from + split);
        byte[] right = defined(from + split, to);
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
