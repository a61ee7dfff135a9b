package io.ratchet.connectors.oldtls;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;

/** What the other process says once, before it passes bytes on. */
sealed interface Outcome {
    /** What begins it: nothing else of that process is taken for it. */
    int MARK = 0x52544C53;

    int MOST_CERTIFICATES = 32;
    int LONGEST_CERTIFICATE = 64 * 1024;

    /** @param chain of certificates as the host showed it, which nobody has judged yet */
    record Shaken(String protocol, String suite, List<byte[]> chain) implements Outcome {}

    record NotConnected(String why) implements Outcome {}

    record NotShaken(String why) implements Outcome {}

    static Shaken shaken(String protocol, String suite, Certificate[] chain) throws CertificateEncodingException {
        List<byte[]> bytes = new ArrayList<>();
        for (Certificate each : chain) bytes.add(each.getEncoded());
        return new Shaken(protocol, suite, bytes);
    }

    default void write(DataOutputStream to) throws IOException {
        to.writeInt(MARK);
        if (this instanceof NotConnected none) {
            to.writeByte(1);
            to.writeUTF(none.why());
        } else if (this instanceof NotShaken none) {
            to.writeByte(2);
            to.writeUTF(none.why());
        } else if (this instanceof Shaken shaken) {
            to.writeByte(0);
            to.writeUTF(shaken.protocol());
            to.writeUTF(shaken.suite());
            to.writeInt(shaken.chain().size());
            for (byte[] each : shaken.chain()) {
                to.writeInt(each.length);
                to.write(each);
            }
        }
        to.flush();
    }

    static Outcome read(DataInputStream from) throws IOException {
        if (from.readInt() != MARK) throw new IOException("It says something else than it was asked.");
        int kind = from.readByte();
        if (kind == 1) return new NotConnected(from.readUTF());
        if (kind == 2) return new NotShaken(from.readUTF());
        String protocol = from.readUTF();
        String suite = from.readUTF();
        int number = from.readInt();
        if (kind != 0 || number < 1 || number > MOST_CERTIFICATES) throw new IOException("Its answer cannot be read.");
        List<byte[]> chain = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int length = from.readInt();
            if (length < 1 || length > LONGEST_CERTIFICATE) throw new IOException("Its answer cannot be read.");
            chain.add(from.readNBytes(length));
        }
        return new Shaken(protocol, suite, chain);
    }
}
