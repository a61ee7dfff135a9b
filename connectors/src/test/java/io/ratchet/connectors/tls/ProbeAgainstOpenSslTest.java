package io.ratchet.connectors.tls;

import static io.ratchet.domain.finding.OfferState.NOT_OFFERED;
import static io.ratchet.domain.finding.OfferState.OFFERED;
import static io.ratchet.domain.finding.OfferState.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A second opinion on our ClientHello: {@code openssl s_server}, where there is one. */
class ProbeAgainstOpenSslTest {
    /** What is late on a busy machine is UNKNOWN, rightly, and no answer to what is asked here. */
    private static final ProbeSettings PATIENT = new ProbeSettings(Duration.ofSeconds(20), Duration.ofSeconds(20));

    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeACertificate() throws IOException, InterruptedException {
        assumeTrue(succeeds("openssl", "version"), "skipped: openssl is not on the PATH");
        assertThat(succeeds(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-subj",
                        "/CN=web01.corp.example",
                        "-days",
                        "3",
                        "-keyout",
                        key(),
                        "-out",
                        certificate()))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1,   TLS_1_0",
        "-tls1_1, TLS_1_1",
        "-tls1_2, TLS_1_2",
        "-tls1_3, TLS_1_3",
    })
    void seesTheOneVersionThatOpenSslServes(String option, Protocol spoken) throws IOException {
        assertSeen(List.of(option), EnumSet.of(spoken));
    }

    @ParameterizedTest
    @CsvSource({
        "-no_tls1_3, TLS_1_0 TLS_1_1 TLS_1_2",
        "-no_tls1 -no_tls1_1, TLS_1_2 TLS_1_3",
    })
    void seesEachVersionThatOpenSslServes(String options, String spoken) throws IOException {
        var versions = EnumSet.noneOf(Protocol.class);
        for (String each : spoken.split(" ")) versions.add(Protocol.valueOf(each));
        assertSeen(List.of(options.split(" ")), versions);
    }

    private static void assertSeen(List<String> options, Set<Protocol> spoken) throws IOException {
        // Given
        int port = freePort();
        Process server = serve(port, options);
        try (var control = TlsProbes.loopbackControl()) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> listens(port));
            TlsProbe probe = TlsProbes.clientHello(PATIENT, control);
            // When
            Map<Protocol, OfferState> states = probe.probe("127.0.0.1", port, "web01.corp.example");
            // Then
            var expected = new EnumMap<Protocol, OfferState>(Protocol.class);
            for (Protocol each : Protocol.values()) expected.put(each, spoken.contains(each) ? OFFERED : NOT_OFFERED);
            // OpenSSL refuses SSL 3.0 with handshake_failure; with TLS 1.3 alone nothing shows that it is not the
            // suites.
            if (spoken.equals(EnumSet.of(Protocol.TLS_1_3))) expected.put(Protocol.SSL_3, UNKNOWN);
            assertThat(states).isEqualTo(expected);
        } finally {
            server.destroyForcibly();
        }
    }

    private static Process serve(int port, List<String> options) throws IOException {
        var command = new ArrayList<>(List.of(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-key",
                key(),
                "-cert",
                certificate(),
                "-quiet",
                "-cipher",
                "ALL:@SECLEVEL=0"));
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static String key() {
        return directory.resolve("key.pem").toString();
    }

    private static String certificate() {
        return directory.resolve("certificate.pem").toString();
    }
}
