package io.ratchet.connectors.tls;

import io.ratchet.connectors.Opening;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** Opens a connection, offers one version and reads the answer. */
final class Exchange {
    private final ProbeSettings settings;

    Exchange(ProbeSettings settings) {
        this.settings = settings;
    }

    /** A listener as it is asked. */
    record Listener(String host, int port, String sni, Opening opening) {}

    /** Offers {@code version} with every suite that it knows; SSL 2.0 has kinds of cipher instead, all of them. */
    Answer offer(Protocol version, Listener listener) {
        return offer(version, CipherSuites.offeredWith(version), listener);
    }

    /** Offers {@code version} with just these suites. */
    Answer offer(Protocol version, int[] suites, Listener listener) {
        try (var socket = new Socket()) {
            if (!connected(socket, listener)) return new Answer.Unreachable();
            InputStream in = new Deadlined(socket, settings.answer());
            socket.setTcpNoDelay(true);
            Optional<Answer> beforehand = open(listener.opening(), in, socket.getOutputStream());
            if (beforehand.isPresent()) return beforehand.get();
            return ask(socket, in, version, suites, listener.sni());
        } catch (IOException closing) {
            return new Answer.Closed();
        }
    }

    private boolean connected(Socket socket, Listener listener) {
        try {
            socket.connect(new InetSocketAddress(listener.host(), listener.port()), (int)
                    settings.connect().toMillis());
            return true;
        } catch (IOException | IllegalArgumentException unreachable) {
            return false;
        }
    }

    /** What it means when TLS cannot begin. A listener that hangs up here has said nothing about any version. */
    private static Optional<Answer> open(Opening opening, InputStream in, OutputStream out) {
        try {
            return Overture.play(opening, in, out) ? Optional.empty() : Optional.of(new Answer.NotTls());
        } catch (SocketTimeoutException silent) {
            return Optional.of(new Answer.Silent());
        } catch (IOException closed) {
            return Optional.of(new Answer.NotTls());
        }
    }

    private Answer ask(Socket socket, InputStream in, Protocol version, int[] suites, String sni) {
        boolean two = version == Protocol.SSL_2;
        try {
            socket.getOutputStream().write(two ? SslTwo.clientHello() : ClientHello.offering(version, suites, sni));
            return two ? SslTwo.read(in) : ServerReply.read(in, suites);
        } catch (SocketTimeoutException silent) {
            return new Answer.Silent();
        } catch (IOException closed) {
            return new Answer.Closed();
        }
    }

    /** A socket's input that ends in time however slowly the peer drips. */
    private static final class Deadlined extends InputStream {
        private final Socket socket;
        private final InputStream in;
        private final long end;

        Deadlined(Socket socket, Duration patience) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.end = System.nanoTime() + patience.toNanos();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) throw new SocketTimeoutException("no whole answer in time");
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            return in.read(into, offset, length);
        }
    }
}
