package io.ratchet.store.tlog;

/** What is known of a tree: the roots of its perfect subtrees. */
public interface Subtrees {
    /**
     * The root over the {@code 2^level} leaves from {@code index * 2^level} on, all of which are in the tree. At level
     * 0 it is the hash of a leaf.
     */
    byte[] root(int level, long index);
}
