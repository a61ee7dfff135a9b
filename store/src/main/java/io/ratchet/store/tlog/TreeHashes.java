package io.ratchet.store.tlog;

import io.ratchet.domain.Sha256;

/** The hashes of RFC 6962, section 2.1, each of 32 bytes. */
public final class TreeHashes {
    public static final int BYTES = 32;
    private static final byte LEAF = 0x00;
    private static final byte NODE = 0x01;

    private TreeHashes() {}

    /** {@code SHA-256(0x00 || leaf)}. */
    public static byte[] leaf(byte[] leaf) {
        return new Sha256().add(LEAF).add(leaf).bytes();
    }

    /** {@code SHA-256(0x01 || left || right)}. */
    static byte[] node(byte[] left, byte[] right) {
        return new Sha256().add(NODE).add(left).add(right).bytes();
    }

    /** The root of a tree without a leaf. */
    static byte[] none() {
        return Sha256.of(new byte[0]);
    }
}
