package io.ratchet.store.audit;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * The Merkle tree of RFC 6962 section 2.1 while it grows. Of a tree of n leaves only the roots of its perfect subtrees
 * are kept, one for each 1 in the binary form of n, so that appending costs two hashes on average and the whole state
 * is a few hundred bytes.
 */
public final class MerkleTree {
    private static final int HASH = 32;
    private static final byte LEAF = 0x00;
    private static final byte NODE = 0x01;

    /** Smallest subtree first. */
    private final Deque<byte[]> subtrees = new ArrayDeque<>();

    private final Sha256 hash = new Sha256();
    private long size;

    /** A tree that was kept as {@code size} and {@link #edge()}. */
    public static MerkleTree resume(long size, byte[] edge) {
        Checks.that(
                edge.length == HASH * Long.bitCount(size),
                "a tree of " + size + " leaves has " + Long.bitCount(size)
                        + " subtrees; the audit log's edge row is damaged");
        MerkleTree tree = new MerkleTree();
        for (int at = 0; at < edge.length; at += HASH) tree.subtrees.push(Arrays.copyOfRange(edge, at, at + HASH));
        tree.size = size;
        return tree;
    }

    public long size() {
        return size;
    }

    /** Appends a leaf and returns its hash. */
    public byte[] append(byte[] leaf) {
        byte[] hash = leafHash(leaf);
        appendHash(hash);
        return hash;
    }

    /** Appends a leaf of which only the hash is known. */
    public void appendHash(byte[] leafHash) {
        byte[] subtree = leafHash;
        for (long left = size; (left & 1) == 1; left >>= 1) subtree = node(subtrees.pop(), subtree);
        subtrees.push(subtree);
        size++;
    }

    /** {@code SHA-256(0x00 || leaf)}. */
    public byte[] leafHash(byte[] leaf) {
        return hash.add(LEAF).add(leaf).bytes();
    }

    /** The root over all leaves so far; of an empty tree the hash of nothing. */
    public byte[] root() {
        Iterator<byte[]> fromTheRight = subtrees.iterator();
        if (!fromTheRight.hasNext()) return hash.bytes();
        byte[] root = fromTheRight.next();
        while (fromTheRight.hasNext()) root = node(fromTheRight.next(), root);
        return root.clone();
    }

    /** The subtrees' roots one after the other, largest first: all that is needed to {@link #resume}. */
    public byte[] edge() {
        ByteArrayOutputStream edge = new ByteArrayOutputStream(HASH * subtrees.size());
        subtrees.descendingIterator().forEachRemaining(edge::writeBytes);
        return edge.toByteArray();
    }

    private byte[] node(byte[] left, byte[] right) {
        return hash.add(NODE).add(left).add(right).bytes();
    }
}
