package io.ratchet.connectors.tls;

import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The built-in control: reads a ClientHello as strictly as the standards allow and answers a well-formed one with a
 * ServerHello of the version that was asked for. It shares no code with the writer, so that a mistake there is found
 * here. Anything malformed is hung up on.
 */
final class LoopbackControl implements ControlPeer {
    private static final int PATIENCE_MILLIS = 3000;

    /** No certificate, one kind of cipher (3DES with MD5) and a connection of sixteen zeros. */
    private static final byte[] SSL_2_SERVER_HELLO =
            HexFormat.of().parseHex("801e0400010002000000030010" + "0700c0" + "00".repeat(16));

    private final ServerSocket listener;

    private LoopbackControl(ServerSocket listener) {
        this.listener = listener;
    }

    static LoopbackControl start() {
        try {
            var control = new LoopbackControl(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            var thread = new Thread(control::serve, "tls-probe-control");
            thread.setDaemon(true);
            thread.start();
            return control;
        } catch (IOException cannotListen) {
            throw new UncheckedIOException(
                    "the TLS probe's control cannot listen on the loopback address", cannotListen);
        }
    }

    @Override
    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public Set<Protocol> speaks() {
        return EnumSet.range(Protocol.SSL_2, Protocol.TLS_1_3);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException alreadyGone) {
            throw new UncheckedIOException(alreadyGone);
        }
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket peer = listener.accept()) {
                peer.setSoTimeout(PATIENCE_MILLIS);
                answer(peer);
            } catch (IOException hungUp) {
                // A peer that hangs up is its own business; a closed listener ends the loop.
            }
        }
    }

    private static void answer(Socket peer) throws IOException {
        InputStream in = peer.getInputStream();
        byte[] head = in.readNBytes(5);
        if (head.length < 5) return;
        if (head[0] < 0) {
            if (offersSsl2(in, head)) peer.getOutputStream().write(SSL_2_SERVER_HELLO);
            return;
        }
        Optional<Offer> offer = read(in, head);
        if (offer.isPresent()) peer.getOutputStream().write(serverHello(offer.get()));
    }

    /** A record of SSL 2.0 says its length in fifteen bits; then come message, version and four counts. */
    private static boolean offersSsl2(InputStream in, byte[] head) throws IOException {
        int length = (head[0] & 0x7F) << 8 | (head[1] & 0xFF);
        if (head[2] != 1 || head[3] != 0 || head[4] != 2 || length < 9) return false;
        byte[] rest = in.readNBytes(length - 3);
        if (rest.length < length - 3) return false;
        var hello = ByteBuffer.wrap(rest);
        int kinds = hello.getShort();
        int session = hello.getShort();
        int challenge = hello.getShort();
        if (kinds <= 0 || kinds % 3 != 0 || session != 0 || challenge < 16 || challenge > 32) return false;
        if (hello.remaining() != kinds + challenge) return false;
        for (int at = 0; at < kinds; at += 3) {
            boolean strong = hello.get(6 + at) == 7 && hello.get(7 + at) == 0 && (hello.get(8 + at) & 0xFF) == 0xC0;
            if (strong) return true;
        }
        return false;
    }

    /** The version and a suite that a client may be answered with. */
    private record Offer(int version, int suite, byte[] sessionId) {}

    private static Optional<Offer> read(InputStream in, byte[] head) throws IOException {
        if (head[0] != 22 || head[1] != 3) return Optional.empty();
        int length = ((head[3] & 0xFF) << 8) | (head[4] & 0xFF);
        byte[] record = in.readNBytes(length);
        if (record.length < length) return Optional.empty();
        try {
            return parse(ByteBuffer.wrap(record), head[2]);
        } catch (BufferUnderflowException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Offer> parse(ByteBuffer in, int recordMinor) {
        if (in.get() != 1) return Optional.empty();
        int length = ((in.get() & 0xFF) << 16) | (in.getShort() & 0xFFFF);
        if (length != in.remaining()) return Optional.empty();
        int version = in.getShort() & 0xFFFF;
        boolean recordFits = recordMinor == (version == 0x0300 ? 0 : 1);
        if (version < 0x0300 || version > 0x0303 || !recordFits) return Optional.empty();
        in.position(in.position() + 32);
        byte[] sessionId = bytes(in, in.get() & 0xFF);
        var suites = ByteBuffer.wrap(bytes(in, in.getShort() & 0xFFFF));
        if (in.get() != 1 || in.get() != 0) return Optional.empty();
        boolean tls13 = in.hasRemaining() && offersTls13(in);
        if (in.hasRemaining() || suites.remaining() % 2 != 0 || suites.remaining() == 0) return Optional.empty();
        return Optional.of(new Offer(tls13 ? 0x0304 : version, tls13 ? 0x1301 : plainSuite(suites), sessionId));
    }

    /** Walks the extensions to their exact end; says whether TLS 1.3 is offered. */
    private static boolean offersTls13(ByteBuffer in) {
        if ((in.getShort() & 0xFFFF) != in.remaining())
            throw new IllegalArgumentException("extensions have another length");
        boolean tls13 = false;
        while (in.hasRemaining()) {
            int type = in.getShort() & 0xFFFF;
            byte[] data = bytes(in, in.getShort() & 0xFFFF);
            if (type == 43) tls13 = data.length == 3 && data[1] == 3 && data[2] == 4;
        }
        return tls13;
    }

    /** RSA with AES-128-CBC or 3DES: the two that every version up to TLS 1.2 knows. */
    private static int plainSuite(ByteBuffer suites) {
        while (suites.hasRemaining()) {
            int suite = suites.getShort() & 0xFFFF;
            if (suite == 0x002F || suite == 0x000A) return suite;
        }
        throw new IllegalArgumentException("no suite that every version knows");
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] serverHello(Offer offer) {
        boolean tls13 = offer.version() == 0x0304;
        int extensions = tls13 ? 2 + 6 : 0;
        int body = 2 + 32 + 1 + offer.sessionId().length + 2 + 1 + extensions;
        var out = ByteBuffer.allocate(5 + 4 + body);
        int stated = tls13 ? 0x0303 : offer.version();
        out.put((byte) 22).putShort((short) stated).putShort((short) (4 + body));
        out.put((byte) 2).put((byte) 0).putShort((short) body);
        out.putShort((short) stated).put(new byte[32]);
        out.put((byte) offer.sessionId().length).put(offer.sessionId());
        out.putShort((short) offer.suite()).put((byte) 0);
        if (tls13)
            out.putShort((short) 6).putShort((short) 43).putShort((short) 2).putShort((short) 0x0304);
        return out.array();
    }
}
