package io.ratchet.connectors.oldtls;

import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The way to hosts whose TLS is older than what this process speaks: for each connection a process of its own
 * ({@link OldTlsWorker}), which is told an address and a port and no more. It is started from this Java and the one jar
 * that its class is in, without anything of our environment.
 */
public final class OlderTls {
    /** For a JVM to start on a busy machine, besides what the host may take. */
    private static final Duration START = Duration.ofSeconds(60);

    private final TlsProbe probe;
    private final Supplier<X509ExtendedTrustManager> trust;

    /**
     * @param probe what asks a host which versions it speaks; what it is refused must be NOT_OFFERED for it
     * @param trust who judges what a host shows, as for every other version
     */
    public OlderTls(TlsProbe probe, Supplier<X509ExtendedTrustManager> trust) {
        this.probe = probe;
        this.trust = trust;
    }

    /**
     * Whether a host with which no TLS session came about refuses TLS 1.2 and speaks an older one. Schannel resets the
     * connection of a client that is too new, so the failure alone does not tell.
     */
    public boolean isSpokenBy(String host, int port) {
        Map<Protocol, OfferState> offers = probe.probe(host, port, host);
        boolean older = offers.get(Protocol.TLS_1_0) == OfferState.OFFERED
                || offers.get(Protocol.TLS_1_1) == OfferState.OFFERED;
        return older
                && offers.get(Protocol.TLS_1_2) == OfferState.NOT_OFFERED
                && offers.get(Protocol.TLS_1_3) != OfferState.OFFERED;
    }

    /**
     * A connection by TLS 1.1 or 1.0, to a host that is trusted under its name.
     *
     * @param address where the host was found
     * @param name by which its certificate must know it
     * @throws OlderTlsException when there is no process for it, or the host does not agree
     * @throws SSLHandshakeException when the host is not trusted; the reason is a CertificateException
     */
    public SSLSocket connect(InetAddress address, int port, String name, Duration patience) throws IOException {
        Process worker = start();
        WorkerSocket socket = new WorkerSocket(worker, address, name, port);
        try {
            socket.setSoTimeout((int) patience.multipliedBy(2).plus(START).toMillis());
            Outcome.Shaken shaken =
                    shaken(socket, new Errand(address.getHostAddress(), port, name, (int) patience.toMillis()));
            X509Certificate[] chain = certificates(shaken.chain());
            socket.agreed(shaken.protocol(), shaken.suite(), chain);
            trust.get().checkServerTrusted(chain, keyExchange(shaken.suite()), socket);
            socket.setSoTimeout(0);
            return socket;
        } catch (CertificateException untrusted) {
            socket.close();
            throw (SSLHandshakeException)
                    new SSLHandshakeException("The host's certificate is not trusted.").initCause(untrusted);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Outcome.Shaken shaken(WorkerSocket socket, Errand errand) throws IOException {
        Outcome outcome;
        try {
            errand.write(new DataOutputStream(socket.getOutputStream()));
            outcome = Outcome.read(new DataInputStream(socket.getInputStream()));
        } catch (ClosedByInterruptException stopped) {
            throw stopped;
        } catch (SocketTimeoutException late) {
            throw new OlderTlsException(
                    OlderTlsException.Reason.NO_WORKER, "The process for older TLS did not answer in time.", late);
        } catch (IOException gone) {
            throw new OlderTlsException(
                    OlderTlsException.Reason.NO_WORKER, "The process for older TLS ended before it answered.", gone);
        }
        if (outcome instanceof Outcome.NotConnected none) throw new ConnectException(none.why());
        if (outcome instanceof Outcome.NotShaken none)
            throw new OlderTlsException(OlderTlsException.Reason.NO_HANDSHAKE, none.why());
        return (Outcome.Shaken) outcome;
    }

    private static X509Certificate[] certificates(List<byte[]> encoded) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (byte[] each : encoded)
            chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(each)));
        return chain.toArray(X509Certificate[]::new);
    }

    /** By which it is judged for what a certificate's key may be used. */
    private static String keyExchange(String suite) {
        return suite.substring("TLS_".length(), suite.indexOf("_WITH_"));
    }

    private static Process start() throws OlderTlsException {
        try {
            ProcessBuilder command = new ProcessBuilder(command());
            String systemRoot = command.environment().get("SystemRoot");
            command.environment().clear();
            // Without it Windows gives a process no sockets.
            if (systemRoot != null) command.environment().put("SystemRoot", systemRoot);
            return command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException | URISyntaxException e) {
            throw new OlderTlsException(
                    OlderTlsException.Reason.NO_WORKER, "The process for older TLS could not be started.", e);
        }
    }

    /** Whatever Java has to say by itself goes to the error output, so that the standard output is the host's alone. */
    private static List<String> command() throws URISyntaxException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-cp",
                ownJar(),
                OldTlsWorker.class.getName());
    }

    private static String ownJar() throws URISyntaxException {
        return new File(OldTlsWorker.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }
}
