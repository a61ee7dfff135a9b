package io.ratchet.lab.wsman;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A host's end of a connection whose messages are sealed (MS-WSMV 2.2.9.1), whatever they are sealed by. It shares no
 * code with the client that talks to it, so that neither can be wrong without the other saying so.
 */
abstract class HostSeal {
    /** What a message is said to be that is sealed by what Negotiate came to. */
    static final String NEGOTIATE = "application/HTTP-SPNEGO-session-encrypted";

    private static final byte[] MARK = ascii("--Encrypted Boundary\r\n");
    private static final byte[] STREAM = ascii("Content-Type: application/octet-stream\r\n");
    private static final byte[] END = ascii("--Encrypted Boundary--\r\n");
    private static final int LONGEST_SIGNATURE = 256;

    private final String protocol;

    HostSeal(String protocol) {
        this.protocol = protocol;
    }

    /** What is sealed, and what stands before it. */
    record Sealed(byte[] signature, byte[] data) {}

    /** Empty when it is not what the client must have sealed next. */
    abstract Optional<byte[]> opened(byte[] signature, byte[] data);

    abstract Sealed sealed(byte[] clear);

    /** The Content-Type of an answer. */
    String type() {
        return "multipart/encrypted;protocol=\"" + protocol + "\";boundary=\"Encrypted Boundary\"";
    }

    /** The envelope in a sealed body; empty when it is not what the client must have sealed next. */
    Optional<byte[]> open(byte[] body) {
        int at = indexOf(body, STREAM);
        if (at < 0 || body.length < at + STREAM.length + 4 + END.length) return Optional.empty();
        at += STREAM.length;
        int length = ByteBuffer.wrap(body, at, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
        int data = at + 4 + length;
        if (length < 0 || length > LONGEST_SIGNATURE || data > body.length - END.length) return Optional.empty();
        return opened(Arrays.copyOfRange(body, at + 4, data), Arrays.copyOfRange(body, data, body.length - END.length));
    }

    byte[] seal(byte[] clear) {
        Sealed sealed = sealed(clear);
        ByteArrayOutputStream body = new ByteArrayOutputStream(clear.length + 400);
        body.writeBytes(MARK);
        body.writeBytes(ascii("\tContent-Type: " + protocol + "\r\n"
                + "\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=" + clear.length + "\r\n"));
        body.writeBytes(MARK);
        body.writeBytes(ascii("\t"));
        body.writeBytes(STREAM);
        body.writeBytes(littleEndian(sealed.signature().length));
        body.writeBytes(sealed.signature());
        body.writeBytes(sealed.data());
        body.writeBytes(END);
        return body.toByteArray();
    }

    private static int indexOf(byte[] body, byte[] sought) {
        int last = Math.min(1024, body.length - sought.length);
        for (int at = 0; at <= last; at++)
            if (Arrays.equals(body, at, at + sought.length, sought, 0, sought.length)) return at;
        return -1;
    }

    static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
