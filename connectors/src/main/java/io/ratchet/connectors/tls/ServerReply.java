package io.ratchet.connectors.tls;

import io.ratchet.domain.finding.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads a listener's answer up to the end of its ServerHello or its fatal alert. Everything it reads is hostile until
 * proved otherwise.
 */
final class ServerReply {
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int WARNING = 1;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int LONGEST_RECORD = 16384 + 2048;
    private static final int LONGEST_SERVER_HELLO = 4096;
    /** A server may send warnings first, such as unrecognized_name; no honest one sends many. */
    private static final int MOST_RECORDS = 16;

    private final InputStream in;
    private final int[] offered;
    private final ByteArrayOutputStream handshake = new ByteArrayOutputStream();

    private ServerReply(InputStream in, int[] offered) {
        this.in = in;
        this.offered = offered;
    }

    /**
     * @param offered the suites that the listener could choose from
     * @throws EOFException when the listener closes between two records, such as before the first
     */
    static Answer read(InputStream in, int[] offered) throws IOException {
        return new ServerReply(in, offered).read();
    }

    private Answer read() throws IOException {
        for (int records = 0; records < MOST_RECORDS; records++) {
            Optional<Answer> answer = record(octet());
            if (answer.isPresent()) return answer.get();
        }
        return new Answer.NotTls();
    }

    /** Who hangs up in the middle of a record had begun to answer: that refuses nothing. */
    private Optional<Answer> record(int type) throws SocketTimeoutException {
        try {
            if (type != ALERT && type != HANDSHAKE) return Optional.of(new Answer.NotTls());
            if (octet() != 3) return Optional.of(new Answer.NotTls());
            octet();
            int length = octet() << 8 | octet();
            if (length == 0 || length > LONGEST_RECORD) return Optional.of(new Answer.NotTls());
            return type == ALERT ? alert(length) : handshake(length);
        } catch (SocketTimeoutException silent) {
            throw silent;
        } catch (IOException brokenOff) {
            return Optional.of(new Answer.NotTls());
        }
    }

    private Optional<Answer> alert(int length) throws IOException {
        if (length != 2) return Optional.of(new Answer.NotTls());
        int level = octet();
        int description = octet();
        return level == WARNING ? Optional.empty() : Optional.of(new Answer.Alert(description));
    }

    private Optional<Answer> handshake(int length) throws IOException {
        byte[] fragment = in.readNBytes(length);
        if (fragment.length < length) throw new EOFException("closed within a record");
        handshake.writeBytes(fragment);
        var message = ByteBuffer.wrap(handshake.toByteArray());
        if (message.remaining() < 4) return Optional.empty();
        if (message.get() != SERVER_HELLO) return Optional.of(new Answer.NotTls());
        int size = ((message.get() & 0xFF) << 16) | (message.getShort() & 0xFFFF);
        if (size < 38 || size > LONGEST_SERVER_HELLO) return Optional.of(new Answer.NotTls());
        if (message.remaining() < size) return Optional.empty();
        return Optional.of(serverHello(message.slice(message.position(), size)));
    }

    private Answer serverHello(ByteBuffer hello) {
        int version = hello.getShort() & 0xFFFF;
        hello.position(hello.position() + 32);
        int sessionId = hello.get() & 0xFF;
        if (sessionId > 32 || hello.remaining() < sessionId + 3) return new Answer.NotTls();
        hello.position(hello.position() + sessionId);
        int suite = hello.getShort() & 0xFFFF;
        hello.get();
        Optional<Integer> supported = supportedVersion(hello);
        Optional<Protocol> chosen = WireVersion.protocol(supported.orElse(version));
        if (chosen.isEmpty() || !CipherSuites.isAmong(offered, suite)) return new Answer.NotTls();
        // 1.3 and its suites come together or not at all, and 1.3 is only ever said in the extension (RFC 8446 section
        // 4.1.3).
        boolean tls13 = chosen.get() == Protocol.TLS_1_3;
        if (tls13 != supported.isPresent() || tls13 != CipherSuites.isTls13(suite)) return new Answer.NotTls();
        return new Answer.Chose(chosen.get());
    }

    private static Optional<Integer> supportedVersion(ByteBuffer hello) {
        if (hello.remaining() < 2) return Optional.empty();
        int end = Math.min(hello.limit(), hello.position() + 2 + (hello.getShort(hello.position()) & 0xFFFF));
        hello.position(hello.position() + 2);
        while (end - hello.position() >= 4) {
            int type = hello.getShort() & 0xFFFF;
            int length = hello.getShort() & 0xFFFF;
            if (length > end - hello.position()) return Optional.empty();
            if (type == SUPPORTED_VERSIONS && length == 2) return Optional.of(hello.getShort() & 0xFFFF);
            hello.position(hello.position() + length);
        }
        return Optional.empty();
    }

    private int octet() throws IOException {
        int value = in.read();
        if (value < 0) throw new EOFException("closed");
        return value;
    }
}
