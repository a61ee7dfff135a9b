package io.ratchet.connectors.wsman;

import java.util.Optional;

/** Proves on one connection who we are, in words that are told between {@code Authorization} headers. */
interface Logon {
    /** The scheme of the header, such as {@code Negotiate}. */
    String scheme();

    /** What we say first. */
    byte[] first();

    /**
     * What we say to the host's word.
     *
     * @throws SealException when the host does not agree to what must be agreed
     */
    byte[] answer(byte[] challenge) throws SealException;

    /**
     * How messages are sealed from here on.
     *
     * @param last the host's word with which it let us in, where it said one
     * @throws SealException when that is not the word that must come
     */
    Seal end(Optional<byte[]> last) throws SealException;
}
