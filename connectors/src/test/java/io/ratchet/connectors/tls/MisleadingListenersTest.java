package io.ratchet.connectors.tls;

import static io.ratchet.domain.finding.OfferState.NOT_OFFERED;
import static io.ratchet.domain.finding.OfferState.OFFERED;
import static io.ratchet.domain.finding.OfferState.UNKNOWN;
import static io.ratchet.domain.finding.Protocol.SSL_2;
import static io.ratchet.domain.finding.Protocol.TLS_1_0;
import static io.ratchet.domain.finding.Protocol.TLS_1_1;
import static io.ratchet.domain.finding.Protocol.TLS_1_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.Opening;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.connectors.fixture.Peer;
import io.ratchet.connectors.fixture.TestCertificate;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners that public scanners were seen to misread: what is not sure is unknown, never off. */
class MisleadingListenersTest {
    private static final String[] ALL_THREE = {"TLSv1", "TLSv1.1", "TLSv1.2"};
    private static final ProbeSettings SETTINGS = new ProbeSettings(Duration.ofSeconds(20), Duration.ofSeconds(5));

    private static ControlPeer control;
    private static TlsProbe probe;

    @BeforeAll
    static void startControl() {
        control = TlsProbes.loopbackControl();
        probe = TlsProbes.clientHello(SETTINGS, control);
    }

    @AfterAll
    static void stopControl() {
        control.close();
    }

    static Stream<Arguments> limiters() {
        return Stream.of(
                Arguments.of("answers the first connection alone", (IntPredicate) nth -> nth == 1),
                Arguments.of("answers the first two", (IntPredicate) nth -> nth <= 2),
                Arguments.of("answers the first three", (IntPredicate) nth -> nth <= 3),
                Arguments.of("hangs up from the second to the fifth", (IntPredicate) nth -> nth == 1 || nth > 5),
                Arguments.of("answers one of three", (IntPredicate) nth -> nth % 3 == 1),
                Arguments.of("answers one of four", (IntPredicate) nth -> nth % 4 == 1));
    }

    @ParameterizedTest(name = "a limiter that {0}")
    @MethodSource("limiters")
    void neverTakesALimitersHangingUpForARefusal(String what, IntPredicate answers) {
        // Given a listener that offers TLS 1.0, 1.1 and 1.2, behind a limiter that hangs up cleanly
        var connections = new AtomicInteger();
        try (var listener = Peer.that(socket -> {
            if (answers.test(connections.incrementAndGet())) handshake(socket, ALL_THREE);
            else hangUpUponTheHello(socket);
        })) {
            // When
            Map<Protocol, OfferState> states = probe.probe(listener.host(), listener.port(), "");
            // Then
            assertThat(states.get(TLS_1_0)).as(what).isNotEqualTo(NOT_OFFERED);
            assertThat(states.get(TLS_1_1)).as(what).isNotEqualTo(NOT_OFFERED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesHangingUpForARefusalWhereTheChosenVersionIsChosenBeforeAndAfter(boolean reset) {
        // Given a listener that hangs up upon whatever is older than TLS 1.2
        try (var listener = Peer.that(socket -> {
            byte[] hello = hello(socket);
            if (hello[5] == 3) answerTls12(socket);
            else if (reset) socket.setSoLinger(true, 0);
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), ""))
                    .containsEntry(TLS_1_2, OFFERED)
                    .containsEntry(TLS_1_1, NOT_OFFERED)
                    .containsEntry(TLS_1_0, NOT_OFFERED)
                    .containsEntry(SSL_2, NOT_OFFERED);
        }
    }

    static Stream<Arguments> limitersOfSslTwo() {
        return Stream.of(
                Arguments.of("counts to five", (IntPredicate) nth -> nth <= 5),
                Arguments.of("counts to six", (IntPredicate) nth -> nth <= 6),
                Arguments.of("counts to seven", (IntPredicate) nth -> nth <= 7));
    }

    @ParameterizedTest(name = "a limiter that {0}")
    @MethodSource("limitersOfSslTwo")
    void neverTakesALimitersHangingUpForARefusalOfSslTwo(String what, IntPredicate answers) {
        // Given a listener that offers SSL 2.0 and TLS 1.2, behind a limiter that hangs up cleanly
        var connections = new AtomicInteger();
        try (var listener = Peer.that(socket -> {
            byte[] hello = hello(socket);
            if (!answers.test(connections.incrementAndGet())) return;
            if (hello[5] == 0) send(socket, "801e0400010002000000030010010080" + "00".repeat(16));
            else if (hello[5] == 3) answerTls12(socket);
            else send(socket, "15030100020246");
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), "").get(SSL_2))
                    .as(what)
                    .isNotEqualTo(NOT_OFFERED);
        }
    }

    @Test
    void seesSslTwoBehindTheOpeningOfRemoteDesktop() {
        // Given
        try (var listener = Peer.that(socket -> {
            answerOpening(Opening.RDP, socket);
            byte[] hello = hello(socket);
            if (hello[5] == 0) send(socket, "801e0400010002000000030010010080" + "00".repeat(16));
            else if (hello[5] == 3) answerTls12(socket);
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), "", Opening.RDP))
                    .containsEntry(SSL_2, OFFERED)
                    .containsEntry(TLS_1_0, NOT_OFFERED);
        }
    }

    @Test
    void knowsNothingOfAListenerThatNeedsAnotherNameThanTheOneAsked() {
        // Given a listener that hangs up on whoever does not ask for its name
        try (var listener = Peer.that(socket -> {
            byte[] hello = hello(socket);
            if (new String(hello, StandardCharsets.ISO_8859_1).contains("web01.corp.example") && hello[5] == 1)
                socket.getOutputStream().write(serverHello(0x0301, 0x002F));
        })) {
            // When
            Map<Protocol, OfferState> byAddress = probe.probe(listener.host(), listener.port(), "");
            Map<Protocol, OfferState> byName = probe.probe(listener.host(), listener.port(), "web01.corp.example");
            // Then
            assertThat(byAddress).doesNotContainValue(NOT_OFFERED).doesNotContainValue(OFFERED);
            assertThat(byName).containsEntry(TLS_1_0, OFFERED).containsEntry(TLS_1_2, NOT_OFFERED);
        }
    }

    @Test
    void seesTheVersionsOfAListenerThatWantsAClientCertificate() {
        // Given
        try (var listener = Peer.that(socket -> {
            SSLSocket tls = tls(socket, "TLSv1.1", "TLSv1.2");
            tls.setNeedClientAuth(true);
            tls.startHandshake();
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), ""))
                    .containsEntry(TLS_1_2, OFFERED)
                    .containsEntry(TLS_1_1, OFFERED)
                    .containsEntry(TLS_1_0, NOT_OFFERED);
        }
    }

    @Test
    void seesThatTls11IsOffThoughTls10IsOn() {
        // Given
        try (var listener = Peer.that(socket -> handshake(socket, "TLSv1", "TLSv1.2"))) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), ""))
                    .containsEntry(TLS_1_2, OFFERED)
                    .containsEntry(TLS_1_1, NOT_OFFERED)
                    .containsEntry(TLS_1_0, OFFERED);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Opening.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void opensAListenerAsItWantsToBeOpened(Opening opening) {
        // Given
        try (var listener = Peer.that(socket -> {
            answerOpening(opening, socket);
            handshake(socket, "TLSv1.1", "TLSv1.2");
        })) {
            // When
            Map<Protocol, OfferState> opened = probe.probe(listener.host(), listener.port(), "", opening);
            // Then
            assertThat(opened)
                    .containsEntry(TLS_1_2, OFFERED)
                    .containsEntry(TLS_1_1, OFFERED)
                    .containsEntry(TLS_1_0, NOT_OFFERED);
        }
    }

    static Stream<Arguments> refusedOpenings() {
        return Stream.of(
                Arguments.of(Opening.RDP, "03000013 0ed00000123400 0300080005000000"),
                Arguments.of(Opening.RDP, "03000013 0ed00000123400 0200080000000000"),
                Arguments.of(Opening.RDP, "0300000b 06d00000123400"),
                Arguments.of(Opening.RDP, "485454502f312e3120343030"),
                Arguments.of(Opening.SMTP, text("554 no\r\n")),
                Arguments.of(Opening.SMTP, text("220 mail\r\n250-mail\r\n250 SIZE\r\n454 not now\r\n")),
                Arguments.of(Opening.IMAP, text("* OK here\r\nr1 BAD\r\n")),
                Arguments.of(Opening.POP3, text("+OK here\r\n-ERR no\r\n")),
                Arguments.of(Opening.LDAP, "300c020101 7807 0a0102 0400 0400"),
                Arguments.of(Opening.LDAP, "30ff"));
    }

    @ParameterizedTest
    @MethodSource("refusedOpenings")
    void knowsNothingOfAListenerThatWillNotBeginTls(Opening opening, String reply) {
        // Given
        byte[] bytes = HexFormat.of().parseHex(reply.replace(" ", ""));
        try (var listener = Peer.that(socket -> {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), "", opening)
                            .values())
                    .containsOnly(UNKNOWN);
        }
    }

    @Test
    void knowsHowAListenerOpensByWhatWasSaidOfItAndByThePortOfRemoteDesktop() {
        assertThat(Opening.of(443, Optional.empty())).contains(Opening.NONE);
        assertThat(Opening.of(3389, Optional.empty())).contains(Opening.RDP);
        assertThat(Opening.of(25, Optional.of("SMTP"))).contains(Opening.SMTP);
        assertThat(Opening.of(5432, Optional.of("postgres"))).isEmpty();
    }

    private static void answerOpening(Opening opening, Socket socket) throws IOException {
        switch (opening) {
            case NONE -> {}
            case RDP -> {
                assertThat(HexFormat.of().formatHex(socket.getInputStream().readNBytes(19)))
                        .isEqualTo("030000130ee000000000000100080003000000");
                send(socket, "030000130ed000001234000200080002000000");
            }
            case SMTP -> {
                send(socket, text("220-mail.corp.example\r\n220 ready\r\n"));
                assertThat(line(socket)).startsWith("EHLO ");
                send(socket, text("250-mail.corp.example\r\n250-SIZE 36700160\r\n250 STARTTLS\r\n"));
                assertThat(line(socket)).isEqualTo("STARTTLS");
                send(socket, text("220 go\r\n"));
            }
            case IMAP -> {
                send(socket, text("* OK Exchange is ready\r\n"));
                assertThat(line(socket)).isEqualTo("r1 STARTTLS");
                send(socket, text("* CAPABILITY IMAP4\r\nr1 OK begin\r\n"));
            }
            case POP3 -> {
                send(socket, text("+OK Exchange is ready\r\n"));
                assertThat(line(socket)).isEqualTo("STLS");
                send(socket, text("+OK begin\r\n"));
            }
            case LDAP -> {
                assertThat(HexFormat.of().formatHex(socket.getInputStream().readNBytes(31)))
                        .endsWith("312e332e362e312e342e312e313436362e3230303337");
                // As a domain controller answers: lengths in four octets.
                send(
                        socket,
                        "3084000000280201017884000000 1f0a01000400040 08a16312e332e362e312e342e312e313436362e3230303337");
            }
        }
    }

    private static void handshake(Socket socket, String... versions) throws IOException {
        tls(socket, versions).startHandshake();
    }

    private static SSLSocket tls(Socket socket, String... versions) throws IOException {
        var tls = (SSLSocket) TestCertificate.context().getSocketFactory().createSocket(socket, null, false);
        tls.setEnabledProtocols(versions);
        tls.setEnabledCipherSuites(tls.getSupportedCipherSuites());
        return tls;
    }

    private static void hangUpUponTheHello(Socket socket) throws IOException {
        hello(socket);
    }

    /** The ClientHello after its record's head; octet 5 is the minor number of the newest version it asks for, or 0. */
    private static byte[] hello(Socket socket) throws IOException {
        byte[] head = socket.getInputStream().readNBytes(5);
        if (head[0] < 0) return new byte[6];
        return socket.getInputStream().readNBytes((head[3] & 0xFF) << 8 | head[4] & 0xFF);
    }

    private static void answerTls12(Socket socket) throws IOException {
        socket.getOutputStream().write(serverHello(0x0303, 0xC014));
    }

    private static byte[] serverHello(int version, int suite) {
        byte[] hello = new byte[5 + 4 + 38];
        byte[] head = {22, 3, (byte) version, 0, 42, 2, 0, 0, 38, (byte) (version >> 8), (byte) version};
        System.arraycopy(head, 0, hello, 0, head.length);
        Arrays.fill(hello, 11, 43, (byte) 'r');
        hello[44] = (byte) (suite >> 8);
        hello[45] = (byte) suite;
        return hello;
    }

    private static void send(Socket socket, String hex) throws IOException {
        socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static String text(String lines) {
        return HexFormat.of().formatHex(lines.getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int octet = socket.getInputStream().read();
                octet != '\n';
                octet = socket.getInputStream().read()) line.append((char) octet);
        return line.toString().strip();
    }
}
