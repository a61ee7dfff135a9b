package io.ratchet.connectors.wsman;

import java.io.IOException;
import java.util.Optional;

/** Proves on one connection who we are, in words that are told between {@code Authorization} headers. */
interface Logon {
    /** The scheme of the header, such as {@code Negotiate}. */
    String scheme();

    /**
     * What we say first.
     *
     * @throws HttpRefusal 401 when somebody else already refuses us, such as the realm's KDC
     */
    byte[] first() throws IOException;

    /** Whether the host has a word of its own to say before it knows us. */
    default boolean challenged() {
        return true;
    }

    /**
     * What we say to the host's word.
     *
     * @throws SealException when the host does not agree to what must be agreed
     */
    byte[] answer(byte[] challenge) throws SealException;

    /**
     * What the host says when it knows us, where it says anything.
     *
     * @throws SealException when the host has not proved itself, or does not agree to seal
     */
    default void end(Optional<byte[]> token) throws IOException {}

    /** How messages are sealed from here on; empty before the logon is over. */
    Optional<? extends Seal> seal();
}
