package io.ratchet.connectors.wsman;

/**
 * Seals what goes out on one connection and opens what comes in. Both ways are counted: a message that is lost,
 * repeated or changed on the way does not open, and no later one does either.
 */
interface Seal {
    /** How the sealed body is announced, such as {@code application/HTTP-SPNEGO-session-encrypted}. */
    String protocol();

    Sealed wrap(byte[] clear) throws SealException;

    /** @throws SealException when it is not exactly what the peer sealed next */
    byte[] open(Sealed sealed) throws SealException;

    /** A message with the signature that goes before it. */
    record Sealed(byte[] signature, byte[] data) {}
}
