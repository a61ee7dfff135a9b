package io.ratchet.connectors.oldtls;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The process that speaks TLS 1.0 and 1.1, and nothing newer: to one host and port, which it reads from its standard
 * input. It says what certificates the host shows and then passes bytes on, from its standard input to the host and
 * from the host to its standard output. It judges nobody, because whoever started it does so before the first byte, and
 * it ends when its standard input ends, whatever it is at. Only its own JVM ever lets the old versions in.
 *
 * <p>Its suites are those with AES that Windows of Server 2008 and newer has by itself with TLS 1.0: RC4 and 3DES,
 * which only older ones would need, stay out, as do anonymous ones and those without encryption.
 */
final class OldTlsWorker {
    /**
     * Java's own list without TLS 1.0, 1.1 and the key exchange by RSA, with whatever it may add left to the suites.
     */
    private static final String STILL_REFUSED = "SSLv3, DTLSv1.0, RC4, DES, DES40_CBC, RC4_40, MD5withRSA,"
            + " DH keySize < 1024, EC keySize < 224, RSA keySize < 1024, 3DES_EDE_CBC, anon, NULL, ECDH";

    static final Set<String> SUITES = Set.of(
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA");

    private static final String[] VERSIONS = {"TLSv1.1", "TLSv1"};
    private static final int AT_ONCE = 16 * 1024;
    /** What it is given to pass on is one request at a time; more than that at once is no request of Ratchet's. */
    private static final int MOST_WAITING = 8 * 1024 * 1024;

    private static final int DONE = 0;
    private static final int BROKEN = 1;

    private final InputStream in;
    private final OutputStream out;
    private final BlockingQueue<byte[]> toHost = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    private OldTlsWorker(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    public static void main(String[] arguments) {
        Security.setProperty("jdk.tls.disabledAlgorithms", STILL_REFUSED);
        new OldTlsWorker(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out)).run();
    }

    private void run() {
        try {
            Errand errand = Errand.read(new DataInputStream(in));
            start("told", this::listen);
            Outcome outcome = pass(errand);
            outcome.write(new DataOutputStream(out));
        } catch (IOException | GeneralSecurityException nobodyListens) {
            end(BROKEN);
        }
        end(DONE);
    }

    /** Nothing else is done in this thread, so that the end of whoever started us is always noticed. */
    private void listen() {
        byte[] buffer = new byte[AT_ONCE];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                toHost.add(Arrays.copyOf(buffer, read));
                if (waiting.addAndGet(read) > MOST_WAITING) end(BROKEN);
            }
        } catch (IOException gone) {
            end(DONE);
        }
        end(DONE);
    }

    /** Returns only where there is nothing to pass on. */
    private Outcome pass(Errand errand) throws IOException, GeneralSecurityException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(
                    new InetSocketAddress(InetAddress.getByName(errand.address()), errand.port()),
                    errand.patienceMillis());
        } catch (IOException refused) {
            return new Outcome.NotConnected(String.valueOf(refused.getMessage()));
        }
        SSLSocket host;
        Outcome.Shaken shaken;
        try {
            plain.setSoTimeout(errand.patienceMillis());
            host = shaken(plain, errand);
            shaken = Outcome.shaken(
                    host.getSession().getProtocol(),
                    host.getSession().getCipherSuite(),
                    host.getSession().getPeerCertificates());
            plain.setSoTimeout(0);
        } catch (IOException refused) {
            return new Outcome.NotShaken(String.valueOf(refused.getMessage()));
        }
        shaken.write(new DataOutputStream(out));
        start("to-host", () -> toHost(host));
        fromHost(host);
        return shaken;
    }

    private static SSLSocket shaken(Socket plain, Errand errand) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new JudgedElsewhere()}, null);
        SSLSocket host = (SSLSocket) context.getSocketFactory().createSocket(plain, errand.name(), errand.port(), true);
        host.setEnabledProtocols(VERSIONS);
        host.setEnabledCipherSuites(Arrays.stream(host.getSupportedCipherSuites())
                .filter(SUITES::contains)
                .toArray(String[]::new));
        host.startHandshake();
        return host;
    }

    private void toHost(SSLSocket host) {
        try {
            while (true) {
                byte[] part = toHost.take();
                waiting.addAndGet(-part.length);
                host.getOutputStream().write(part);
            }
        } catch (IOException | InterruptedException broken) {
            end(BROKEN);
        }
    }

    private void fromHost(SSLSocket host) throws IOException {
        byte[] buffer = new byte[AT_ONCE];
        InputStream said = host.getInputStream();
        for (int read = said.read(buffer); read >= 0; read = said.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
        end(DONE);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** At once: a thread that is in the middle of something would keep the process alive. */
    private static void end(int how) {
        Runtime.getRuntime().halt(how);
    }

    private static final class JudgedElsewhere extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
