package io.ratchet.connectors.tls;

import io.ratchet.domain.finding.Protocol;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * SSL 2.0, which has messages and records of its own and which no library speaks any more: the CLIENT-HELLO that offers
 * it and nothing newer, and what a listener may say to it (Hickman, "The SSL Protocol", 1995, sections 2.4 and 3.1).
 * Many listeners take a hello of this form for the beginning of something newer; only a SERVER-HELLO of this form that
 * chooses version 2 is SSL 2.0.
 */
final class SslTwo {
    private static final int VERSION = 0x0002;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 4;
    private static final int CHALLENGE = 16;
    private static final int KIND = 3;
    /** What a SERVER-HELLO has before its certificate. */
    private static final int HEAD = 11;
    /** The two octets before a record say by this bit that nothing was filled up. */
    private static final int UNPADDED = 0x80;

    /** All seven kinds of cipher that there are: who chooses none of them does not speak SSL 2.0 with anybody. */
    private static final int[] KINDS = {0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700C0};

    private static final SecureRandom RANDOM = new SecureRandom();

    private SslTwo() {}

    /** One record. */
    static byte[] clientHello() {
        byte[] challenge = new byte[CHALLENGE];
        RANDOM.nextBytes(challenge);
        var hello = new ClientHello.Bytes();
        hello.one(CLIENT_HELLO).two(VERSION).two(KINDS.length * KIND).two(0).two(CHALLENGE);
        for (int kind : KINDS) hello.three(kind);
        byte[] body = hello.all(challenge).toByteArray();
        return new ClientHello.Bytes()
                .two(UNPADDED << 8 | body.length)
                .all(body)
                .toByteArray();
    }

    /**
     * Reads up to the end of the SERVER-HELLO or of a TLS alert.
     *
     * @throws EOFException when the listener closes before it has said anything
     */
    static Answer read(InputStream in) throws IOException {
        int first = octet(in);
        if (first < UNPADDED)
            return ServerReply.read(
                    new SequenceInputStream(new ByteArrayInputStream(new byte[] {(byte) first}), in), new int[0]);
        try {
            int length = (first & ~UNPADDED) << 8 | octet(in);
            byte[] body = in.readNBytes(length);
            boolean chosen = body.length == length && serverHello(ByteBuffer.wrap(body));
            return chosen ? new Answer.Chose(Protocol.SSL_2) : new Answer.NotTls();
        } catch (SocketTimeoutException silent) {
            throw silent;
        } catch (IOException brokenOff) {
            return new Answer.NotTls();
        }
    }

    /** Whether it chooses version 2 and leaves at least one of the kinds, and is whole. */
    private static boolean serverHello(ByteBuffer body) {
        if (body.remaining() < HEAD || body.get(0) != SERVER_HELLO) return false;
        int version = body.getShort(3) & 0xFFFF;
        int certificate = body.getShort(5) & 0xFFFF;
        int kinds = body.getShort(7) & 0xFFFF;
        int connection = body.getShort(9) & 0xFFFF;
        boolean whole = body.remaining() == HEAD + certificate + kinds + connection;
        return whole && version == VERSION && kinds >= KIND && kinds % KIND == 0;
    }

    private static int octet(InputStream in) throws IOException {
        int value = in.read();
        if (value < 0) throw new EOFException("closed");
        return value;
    }
}
