package io.ratchet.store.tlog;

import io.ratchet.domain.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Proofs of RFC 6962, sections 2.1.1 and 2.1.2: that a leaf is in a tree, and that a tree is the beginning of another.
 * They are made from what {@link Subtrees} knows and checked without it.
 */
public final class MerkleProof {
    private MerkleProof() {}

    /** The root over the first {@code size} leaves. */
    public static byte[] root(Subtrees tree, long size) {
        return size == 0 ? TreeHashes.none() : range(tree, 0, size);
    }

    /**
     * The hashes that lead from the leaf {@code index} to the root over {@code size} leaves, the leaf's sibling first.
     */
    public static List<byte[]> inclusion(Subtrees tree, long index, long size) {
        Checks.that(index >= 0 && index < size, "a tree of " + size + " leaves has no leaf " + index);
        List<byte[]> path = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + split(to - from);
            if (index < middle) {
                path.add(0, range(tree, middle, to));
                to = middle;
            } else {
                path.add(0, range(tree, from, middle));
                from = middle;
            }
        }
        return path;
    }

    /** The hashes that show that the tree over {@code older} leaves is the beginning of that over {@code size}. */
    public static List<byte[]> consistency(Subtrees tree, long older, long size) {
        Checks.that(older >= 0 && older <= size, "a tree of " + size + " leaves has no beginning of " + older);
        List<byte[]> path = new ArrayList<>();
        if (older == 0 || older == size) return path;
        long from = 0;
        long to = size;
        boolean whole = true; // SUBPROOF's third argument: what is asked for is the older tree itself
        while (older != to) {
            long middle = from + split(to - from);
            if (older <= middle) {
                path.add(0, range(tree, middle, to));
                to = middle;
            } else {
                path.add(0, range(tree, from, middle));
                from = middle;
                whole = false;
            }
        }
        if (!whole) path.add(0, range(tree, from, to));
        return path;
    }

    /** The root that a path of {@link #inclusion} leads to; empty when the path is not as long as it must be. */
    public static Optional<byte[]> rootFrom(byte[] leafHash, long index, long size, List<byte[]> path) {
        if (index < 0 || index >= size) return Optional.empty();
        byte[] root = leafHash;
        long at = index;
        long last = size - 1;
        for (byte[] hash : path) {
            if (last == 0) return Optional.empty();
            if ((at & 1) == 1 || at == last) {
                root = TreeHashes.node(hash, root);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                root = TreeHashes.node(root, hash);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 ? Optional.of(root) : Optional.empty();
    }

    /** Whether a path of {@link #consistency} shows that the older tree is the beginning of the newer one. */
    public static boolean isBeginning(long older, byte[] olderRoot, long size, byte[] root, List<byte[]> path) {
        if (older < 0 || older > size) return false;
        if (older == size) return path.isEmpty() && Arrays.equals(olderRoot, root);
        if (older == 0) return path.isEmpty() && Arrays.equals(olderRoot, TreeHashes.none());
        long at = older - 1;
        long last = size - 1;
        while ((at & 1) == 1) {
            at >>= 1;
            last >>= 1;
        }
        Iterator<byte[]> hashes = path.iterator();
        byte[] before = olderRoot;
        if (at != 0) {
            if (!hashes.hasNext()) return false;
            before = hashes.next();
        }
        byte[] now = before;
        while (hashes.hasNext()) {
            byte[] hash = hashes.next();
            if (last == 0) return false;
            if ((at & 1) == 1 || at == last) {
                before = TreeHashes.node(hash, before);
                now = TreeHashes.node(hash, now);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                now = TreeHashes.node(now, hash);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(before, olderRoot) && Arrays.equals(now, root);
    }

    /** The root over the leaves {@code from} to {@code to}, as the definition divides them. */
    private static byte[] range(Subtrees tree, long from, long to) {
        long leaves = to - from;
        if (Long.bitCount(leaves) == 1) {
            int level = Long.numberOfTrailingZeros(leaves);
            return tree.root(level, from >> level);
        }
        long middle = from + split(leaves);
        return TreeHashes.node(range(tree, from, middle), range(tree, middle, to));
    }

    /** The largest power of two that is smaller. */
    private static long split(long leaves) {
        return Long.highestOneBit(leaves - 1);
    }
}
