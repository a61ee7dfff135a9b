package io.ratchet.connectors.oldtls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection whose TLS is spoken by another process; what is written and read here is clear. It is closed with
 * that process, and the end of that process is the end of the connection: a clean one only where the host closed it. A
 * read ends in its time, and when its thread is interrupted.
 */
final class WorkerSocket extends SSLSocket {
    private static final int AT_ONCE = 16 * 1024;
    /** Parts that were not read yet; the host is made to wait beyond that. */
    private static final int MOST_WAITING = 64;

    private static final byte[] NO_MORE = new byte[0];

    private final Process worker;
    private final InetAddress address;
    private final String name;
    private final int port;
    private final BlockingQueue<byte[]> heard = new ArrayBlockingQueue<>(MOST_WAITING);
    private final InputStream in = new FromHost();
    private final OutputStream out = new ToHost();
    private volatile int timeoutMillis;
    private volatile boolean closed;
    private @Nullable OlderSession session;

    WorkerSocket(Process worker, InetAddress address, String name, int port) {
        this.worker = worker;
        this.address = address;
        this.name = name;
        this.port = port;
        Thread pump = new Thread(this::hear, "older-tls-" + worker.pid());
        pump.setDaemon(true);
        pump.start();
    }

    /** What the handshake came to. */
    void agreed(String protocol, String suite, X509Certificate[] chain) {
        session = new OlderSession(name, port, protocol, suite, chain);
    }

    // --- Bytes -----------------------------------------------------------------------------------------------------

    private void hear() {
        byte[] buffer = new byte[AT_ONCE];
        try {
            InputStream from = worker.getInputStream();
            for (int read = from.read(buffer); read >= 0 && !closed; read = from.read(buffer))
                keep(Arrays.copyOf(buffer, read));
        } catch (IOException gone) {
            // How the process ended says whether that is an end or a break.
            return;
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        } finally {
            last();
        }
    }

    private void keep(byte[] part) throws InterruptedException {
        boolean kept = false;
        while (!kept && !closed) kept = heard.offer(part, 1, TimeUnit.SECONDS);
    }

    private void last() {
        try {
            keep(NO_MORE);
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }

    private final class FromHost extends InputStream {
        private byte[] part = NO_MORE;
        private int next;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) return 0;
            if (next == part.length && !more()) return -1;
            int taken = Math.min(length, part.length - next);
            System.arraycopy(part, next, into, from, taken);
            next += taken;
            return taken;
        }

        @Override
        public int available() {
            return part.length - next;
        }

        private boolean more() throws IOException {
            if (closed) throw new SocketException("Socket closed");
            if (ended) return false;
            byte[] taken = awaited();
            if (closed) throw new SocketException("Socket closed");
            if (taken == NO_MORE) {
                if (!endedWell()) throw new SocketException("The process for older TLS broke off.");
                ended = true;
                return false;
            }
            part = taken;
            next = 0;
            return true;
        }

        private byte[] awaited() throws IOException {
            try {
                if (timeoutMillis == 0) return heard.take();
                byte[] taken = heard.poll(timeoutMillis, TimeUnit.MILLISECONDS);
                if (taken == null) throw new SocketTimeoutException("Read timed out");
                return taken;
            } catch (InterruptedException stopped) {
                throw interrupted();
            }
        }

        private boolean endedWell() throws IOException {
            try {
                return worker.waitFor(1, TimeUnit.SECONDS) && worker.exitValue() == 0;
            } catch (InterruptedException stopped) {
                throw interrupted();
            }
        }

        private ClosedByInterruptException interrupted() {
            close();
            Thread.currentThread().interrupt();
            return new ClosedByInterruptException();
        }

        @Override
        public void close() {
            WorkerSocket.this.close();
        }
    }

    private final class ToHost extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (closed) throw new SocketException("Socket closed");
            worker.getOutputStream().write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            if (closed) throw new SocketException("Socket closed");
            worker.getOutputStream().flush();
        }

        @Override
        public void close() {
            WorkerSocket.this.close();
        }
    }

    // --- Socket ----------------------------------------------------------------------------------------------------

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    /** By the end of the other process, which has nothing to lose. */
    @Override
    public synchronized void close() {
        closed = true;
        worker.destroyForcibly();
        heard.clear();
        heard.offer(NO_MORE);
    }

    @Override
    public synchronized void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public synchronized int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput() {}

    @Override
    public void setSoLinger(boolean on, int seconds) {}

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public InetAddress getInetAddress() {
        return address;
    }

    @Override
    public int getPort() {
        return port;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return new InetSocketAddress(address, port);
    }

    // --- TLS, which is agreed already -----------------------------------------------------------------------------

    @Override
    public SSLSession getSession() {
        if (session == null) throw new IllegalStateException("no TLS is agreed yet");
        return session;
    }

    /** Who judges the host asks for it here. */
    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return session;
    }

    /** The host must be called as we call it, as in every other handshake. */
    @Override
    public SSLParameters getSSLParameters() {
        SSLParameters parameters = new SSLParameters(getEnabledCipherSuites(), getEnabledProtocols());
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return getEnabledCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return session == null ? new String[0] : new String[] {session.getCipherSuite()};
    }

    @Override
    public String[] getSupportedProtocols() {
        return getEnabledProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return session == null ? new String[0] : new String[] {session.getProtocol()};
    }

    @Override
    public boolean getUseClientMode() {
        return true;
    }

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public boolean getEnableSessionCreation() {
        return false;
    }

    @Override
    public void startHandshake() {
        throw settled();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        throw settled();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        throw settled();
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        throw settled();
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        throw settled();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        throw settled();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        throw settled();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        throw settled();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        throw settled();
    }

    private static UnsupportedOperationException settled() {
        return new UnsupportedOperationException("another process has agreed on it");
    }
}
