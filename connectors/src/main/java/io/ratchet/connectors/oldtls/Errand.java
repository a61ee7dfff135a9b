package io.ratchet.connectors.oldtls;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * All that the other process is told, on its standard input.
 *
 * @param address to connect to; no name, so that it reaches what was looked up here
 * @param name what the host is called, for its listener to choose a certificate by
 * @param patienceMillis for the connection, and again for each answer of the handshake
 */
record Errand(String address, int port, String name, int patienceMillis) {
    void write(DataOutputStream to) throws IOException {
        to.writeUTF(address);
        to.writeInt(port);
        to.writeUTF(name);
        to.writeInt(patienceMillis);
        to.flush();
    }

    static Errand read(DataInputStream from) throws IOException {
        return new Errand(from.readUTF(), from.readInt(), from.readUTF(), from.readInt());
    }
}
