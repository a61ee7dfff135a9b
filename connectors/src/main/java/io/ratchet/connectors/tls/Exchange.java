package io.ratchet.connectors.tls;

import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Opens a connection, offers one version and reads the answer. */
final class Exchange {
    private final ProbeSettings settings;

    Exchange(ProbeSettings settings) {
        this.settings = settings;
    }

    /** Offers {@code version} with every suite that it knows. */
    Answer offer(Protocol version, String host, int port, String sni) {
        return offer(version, CipherSuites.offeredWith(version), host, port, sni);
    }

    /** Offers {@code version} with just these suites. */
    Answer offer(Protocol version, int[] suites, String host, int port, String sni) {
        try (var socket = new Socket()) {
            if (!connected(socket, host, port)) return new Answer.Unreachable();
            return ask(socket, ClientHello.offering(version, suites, sni), suites);
        } catch (IOException closing) {
            return new Answer.Closed();
        }
    }

    private boolean connected(Socket socket, String host, int port) {
        try {
            socket.connect(
                    new InetSocketAddress(host, port), (int) settings.connect().toMillis());
            return true;
        } catch (IOException | IllegalArgumentException unreachable) {
            return false;
        }
    }

    private Answer ask(Socket socket, byte[] clientHello, int[] suites) {
        try {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(clientHello);
            return ServerReply.read(new Deadlined(socket, settings.answer()), suites);
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
