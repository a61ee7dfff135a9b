package io.ratchet.connectors.tls;

import static io.ratchet.domain.finding.OfferState.NOT_OFFERED;
import static io.ratchet.domain.finding.OfferState.OFFERED;
import static io.ratchet.domain.finding.OfferState.UNKNOWN;
import static io.ratchet.domain.finding.Protocol.SSL_2;
import static io.ratchet.domain.finding.Protocol.SSL_3;
import static io.ratchet.domain.finding.Protocol.TLS_1_0;
import static io.ratchet.domain.finding.Protocol.TLS_1_1;
import static io.ratchet.domain.finding.Protocol.TLS_1_2;
import static io.ratchet.domain.finding.Protocol.TLS_1_3;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.TlsProbe;
import io.ratchet.connectors.fixture.Peer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloProbeTest {
    private static final Map<Protocol, String> JSSE =
            Map.of(SSL_3, "SSLv3", TLS_1_0, "TLSv1", TLS_1_1, "TLSv1.1", TLS_1_2, "TLSv1.2", TLS_1_3, "TLSv1.3");
    private static final Set<Protocol> PROBED = EnumSet.allOf(Protocol.class);
    private static final ProbeSettings PATIENT = new ProbeSettings(Duration.ofSeconds(20), Duration.ofSeconds(20));
    private static final ProbeSettings IMPATIENT = new ProbeSettings(Duration.ofSeconds(2), Duration.ofMillis(300));

    private static ControlPeer control;
    private static TlsProbe probe;

    @BeforeAll
    static void startControl() {
        control = TlsProbes.loopbackControl();
        probe = TlsProbes.clientHello(PATIENT, control);
    }

    @AfterAll
    static void stopControl() {
        control.close();
    }

    static Stream<Set<Protocol>> listeners() {
        return Stream.of(
                EnumSet.of(SSL_3),
                EnumSet.of(TLS_1_0),
                EnumSet.of(TLS_1_1),
                EnumSet.of(TLS_1_2),
                EnumSet.of(TLS_1_3),
                EnumSet.of(SSL_3, TLS_1_0),
                EnumSet.of(TLS_1_0, TLS_1_1, TLS_1_2),
                EnumSet.of(TLS_1_2, TLS_1_3),
                EnumSet.range(SSL_3, TLS_1_3));
    }

    @ParameterizedTest
    @MethodSource("listeners")
    void seesExactlyWhatAJavaListenerSpeaks(Set<Protocol> spoken) {
        // Given
        String[] names = spoken.stream().map(JSSE::get).toArray(String[]::new);
        try (var listener = Peer.speaking(names)) {
            // When
            Map<Protocol, OfferState> states = probe.probe(listener.host(), listener.port(), "web01.corp.example");
            // Then
            assertThat(states).isEqualTo(offering(spoken));
        }
    }

    @Test
    void takesAResetOnlyWhereAnotherVersionIsAnsweredAsARefusal() {
        // Given a listener that does as Schannel does
        try (var listener = Peer.that(socket -> {
            int version = versionAskedFor(socket);
            if (version == 0x0303) socket.getOutputStream().write(serverHello(0x0303, 0xC014));
            else socket.setSoLinger(true, 0);
        })) {
            // When
            Map<Protocol, OfferState> states = probe.probe(listener.host(), listener.port(), "");
            // Then
            assertThat(states)
                    .containsEntry(TLS_1_2, OFFERED)
                    .containsEntry(TLS_1_1, NOT_OFFERED)
                    .containsEntry(TLS_1_0, NOT_OFFERED)
                    .containsEntry(SSL_3, NOT_OFFERED)
                    .containsEntry(SSL_2, NOT_OFFERED);
        }
    }

    @Test
    void knowsNothingOfAListenerThatResetsEverything() {
        // Given
        try (var listener = Peer.that(socket -> {
            versionAskedFor(socket);
            socket.setSoLinger(true, 0);
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), "")).isEqualTo(nothingKnown());
        }
    }

    @Test
    void asksAgainAfterAReset() {
        // Given a listener whose first connection breaks by accident
        var broken = new AtomicBoolean();
        try (var listener = Peer.that(socket -> {
            int version = versionAskedFor(socket);
            if (broken.compareAndSet(false, true)) socket.setSoLinger(true, 0);
            else socket.getOutputStream().write(serverHello(version, 0x002F));
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), "")).containsEntry(TLS_1_2, OFFERED);
        }
    }

    @Test
    void takesAnOlderServerHelloAsARefusalOfTheVersionAsked() {
        // Given a listener that answers everything newer with TLS 1.0
        try (var listener = Peer.that(socket -> {
            versionAskedFor(socket);
            socket.getOutputStream().write(serverHello(0x0301, 0x002F));
        })) {
            // When
            Map<Protocol, OfferState> states = probe.probe(listener.host(), listener.port(), "");
            // Then: an answer newer than SSL 3.0 to an SSL 3.0 question means nothing
            assertThat(states)
                    .containsEntry(TLS_1_3, NOT_OFFERED)
                    .containsEntry(TLS_1_2, NOT_OFFERED)
                    .containsEntry(TLS_1_1, NOT_OFFERED)
                    .containsEntry(TLS_1_0, OFFERED)
                    .containsEntry(SSL_3, UNKNOWN);
        }
    }

    @Test
    void takesAHandshakeFailureAsARefusalOnlyWhereTheSameSuitesServeANewerVersion() {
        // Given one listener that knows an old suite with TLS 1.2, and one that only knows a new one
        try (var lenient = refusingOldVersions(0x002F);
                var strict = refusingOldVersions(0xC02F)) {
            // When / Then
            assertThat(probe.probe(lenient.host(), lenient.port(), ""))
                    .containsEntry(TLS_1_2, OFFERED)
                    .containsEntry(TLS_1_0, NOT_OFFERED);
            assertThat(probe.probe(strict.host(), strict.port(), ""))
                    .containsEntry(TLS_1_2, OFFERED)
                    .containsEntry(TLS_1_0, UNKNOWN);
        }
    }

    /** Chooses {@code suite} if it is offered with TLS 1.2, and answers everything else with handshake_failure. */
    private static Peer refusingOldVersions(int suite) {
        return Peer.that(socket -> {
            byte[] head = socket.getInputStream().readNBytes(5);
            if (head[0] < 0) return;
            byte[] body = socket.getInputStream().readNBytes((head[3] & 0xFF) << 8 | head[4] & 0xFF);
            var hello = ByteBuffer.wrap(body).position(39 + body[38]);
            var suites = hello.slice(hello.position() + 2, hello.getShort()).asShortBuffer();
            boolean fits = body[5] == 3
                    && Stream.generate(suites::get).limit(suites.remaining()).anyMatch(each -> each == (short) suite);
            socket.getOutputStream().write(fits ? serverHello(0x0303, suite) : new byte[] {21, 3, 1, 0, 2, 2, 40});
        });
    }

    @Test
    void takesAnAnswerThatBreaksOffForNoRefusal() {
        // Given a listener that hangs up in the middle of its answer to everything older than TLS 1.2
        try (var listener = Peer.that(socket -> {
            int version = versionAskedFor(socket);
            byte[] answer = serverHello(0x0303, 0xC014);
            socket.getOutputStream().write(version == 0x0303 ? answer : Arrays.copyOf(answer, 20));
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), ""))
                    .containsEntry(TLS_1_2, OFFERED)
                    .containsEntry(TLS_1_0, UNKNOWN)
                    .containsEntry(SSL_3, UNKNOWN)
                    .containsEntry(SSL_2, UNKNOWN);
        }
    }

    // spotless:off
    static Stream<Arguments> answersToSslTwo() {
        return Stream.of(
                Arguments.of("a SERVER-HELLO with 3DES", "801e 04 00 01 0002 0000 0003 0010 0700c0" + "00".repeat(16), OFFERED),
                Arguments.of("one with a certificate", "8021 04 00 01 0002 0003 0003 0010 308001 010080" + "00".repeat(16), OFFERED),
                Arguments.of("one that leaves no kind of cipher", "801b 04 00 01 0002 0000 0000 0010" + "00".repeat(16), UNKNOWN),
                Arguments.of("one of another version", "801e 04 00 01 0301 0000 0003 0010 0700c0" + "00".repeat(16), UNKNOWN),
                Arguments.of("one whose counts are wrong", "801e 04 00 01 0002 0009 0003 0010 0700c0" + "00".repeat(16), UNKNOWN),
                Arguments.of("one that breaks off", "801e 04 00 01 0002", UNKNOWN),
                Arguments.of("the error that there is no cipher in common", "8003 00 0001", UNKNOWN),
                Arguments.of("an empty record", "8000", UNKNOWN),
                Arguments.of("a ServerHello of TLS 1.0", "160301002a020000260301" + "72".repeat(32) + "00002f00", UNKNOWN),
                Arguments.of("something that is not TLS", "485454502f312e31", UNKNOWN),
                Arguments.of("the alert protocol_version", "15030100020246", NOT_OFFERED),
                Arguments.of("the alert handshake_failure, though all there is was offered", "15030100020228", NOT_OFFERED),
                Arguments.of("a hang-up", "", NOT_OFFERED));
    }
    // spotless:on

    @ParameterizedTest(name = "{0} is {2}")
    @MethodSource("answersToSslTwo")
    void takesOnlyItsOwnServerHelloForSslTwo(String what, String reply, OfferState expected) {
        // Given a listener that speaks TLS 1.2 and says this to a CLIENT-HELLO of SSL 2.0
        byte[] bytes = HexFormat.of().parseHex(reply.replace(" ", ""));
        try (var listener = Peer.that(socket -> {
            int version = versionAskedFor(socket);
            socket.getOutputStream().write(version == 0x0002 ? bytes : serverHello(0x0303, 0xC014));
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), ""))
                    .as(what)
                    .containsEntry(SSL_2, expected);
        }
    }

    @Test
    void knowsNothingOfSslTwoWhereTheListenerSaysNothingToIt() {
        // Given
        try (var listener = Peer.that(socket -> {
            if (versionAskedFor(socket) == 0x0002) socket.getInputStream().readAllBytes();
            else socket.getOutputStream().write(serverHello(0x0303, 0xC014));
        })) {
            // When / Then
            assertThat(TlsProbes.clientHello(IMPATIENT, control).probe(listener.host(), listener.port(), ""))
                    .containsEntry(TLS_1_2, OFFERED)
                    .containsEntry(SSL_2, UNKNOWN);
        }
    }

    @Test
    void seesAListenerThatSpeaksNothingButSslTwo() {
        // Given one that hangs up upon everything newer
        try (var listener = Peer.that(socket -> {
            if (versionAskedFor(socket) == 0x0002)
                socket.getOutputStream()
                        .write(HexFormat.of().parseHex("801e0400010002000000030010010080" + "00".repeat(16)));
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), ""))
                    .containsEntry(SSL_2, OFFERED)
                    .containsEntry(TLS_1_2, NOT_OFFERED);
        }
    }

    @Test
    void knowsNothingOfAClosedPort() throws IOException {
        // Given
        int port;
        try (var gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        // When / Then
        assertThat(probe.probe("127.0.0.1", port, "")).isEqualTo(nothingKnown());
    }

    @Test
    void knowsNothingOfANameThatDoesNotResolve() {
        // When / Then
        assertThat(probe.probe("no such host", 443, "")).isEqualTo(nothingKnown());
    }

    @Test
    void leavesASilentPortAfterTwoQuestions() {
        // Given
        try (var listener = Peer.that(socket -> socket.getInputStream().readAllBytes())) {
            // When
            Map<Protocol, OfferState> states =
                    TlsProbes.clientHello(IMPATIENT, control).probe(listener.host(), listener.port(), "");
            // Then
            assertThat(states).isEqualTo(nothingKnown());
            assertThat(listener.met()).isEqualTo(2);
        }
    }

    @Test
    void isNotHeldUpByAListenerThatDrips() {
        // Given a listener that sends the head of a long record and then nothing
        try (var listener = Peer.that(socket -> {
            socket.getOutputStream().write(new byte[] {22, 3, 3, 0x10, 0, 2});
            socket.getInputStream().readAllBytes();
        })) {
            // When / Then
            assertThat(TlsProbes.clientHello(IMPATIENT, control).probe(listener.host(), listener.port(), ""))
                    .isEqualTo(nothingKnown());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "485454502f312e312034303020426164205265717565737420", // HTTP/1.1 400 Bad Request
                "5353482d322e302d4f70656e5353485f382e39", // SSH-2.0-
                "160303ffff", // a record longer than any
                "160303000400000000", // a handshake that is no ServerHello
                "1603030004020000ff", // a ServerHello that ends early
                "16030300060200000203030000", // a ServerHello too short to be one
                "15030300020100150303000201001503030002010015030300020100", // warnings without end, then closed
            })
    void knowsNothingOfAListenerThatTalksSomethingElse(String reply) {
        // Given
        byte[] bytes = HexFormat.of().parseHex(reply);
        try (var listener = Peer.that(socket -> {
            versionAskedFor(socket);
            socket.getOutputStream().write(bytes);
        })) {
            // When / Then
            assertThat(probe.probe(listener.host(), listener.port(), "")).isEqualTo(nothingKnown());
        }
    }

    @Test
    void neverSaysNotOfferedWithoutAControl() {
        // Given
        TlsProbe unproved = TlsProbes.clientHello(PATIENT, ControlPeer.none());
        try (var listener = Peer.speaking("TLSv1.2")) {
            // When
            Map<Protocol, OfferState> states = unproved.probe(listener.host(), listener.port(), "");
            // Then
            assertThat(states).containsEntry(TLS_1_2, OFFERED).doesNotContainValue(NOT_OFFERED);
        }
    }

    @Test
    void neverSaysNotOfferedOfAVersionThatTheControlDidNotAnswer() {
        // Given a control that claims TLS 1.0 and 1.1 but only speaks 1.1
        try (var liar = Peer.speaking("TLSv1.1");
                var listener = Peer.speaking("TLSv1.2")) {
            TlsProbe half =
                    TlsProbes.clientHello(PATIENT, ControlPeer.at(liar.host(), liar.port(), Set.of(TLS_1_0, TLS_1_1)));
            // When
            Map<Protocol, OfferState> states = half.probe(listener.host(), listener.port(), "");
            // Then
            assertThat(states).containsEntry(TLS_1_1, NOT_OFFERED).containsEntry(TLS_1_0, UNKNOWN);
        }
    }

    @Test
    void believesAJavaListenerAsMuchAsItsOwnControl() {
        // Given a control that shares no line with us
        try (var control = Peer.speaking("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
                var listener = Peer.speaking("TLSv1.2")) {
            TlsProbe proved = TlsProbes.clientHello(
                    PATIENT, ControlPeer.at(control.host(), control.port(), EnumSet.range(SSL_3, TLS_1_3)));
            // When
            Map<Protocol, OfferState> states = proved.probe(listener.host(), listener.port(), "");
            // Then: nobody has shown it that it can speak SSL 2.0
            Map<Protocol, OfferState> expected = offering(EnumSet.of(TLS_1_2));
            expected.put(SSL_2, UNKNOWN);
            assertThat(states).isEqualTo(expected);
        }
    }

    private static Map<Protocol, OfferState> offering(Set<Protocol> spoken) {
        var states = new EnumMap<Protocol, OfferState>(Protocol.class);
        PROBED.forEach(version -> states.put(version, spoken.contains(version) ? OFFERED : NOT_OFFERED));
        return states;
    }

    private static Map<Protocol, OfferState> nothingKnown() {
        var states = new EnumMap<Protocol, OfferState>(Protocol.class);
        PROBED.forEach(version -> states.put(version, UNKNOWN));
        return states;
    }

    /**
     * Reads the whole ClientHello; returns its highest version by the two bytes every version has at the same place, or
     * 2 for SSL 2.0.
     */
    private static int versionAskedFor(Socket socket) throws IOException {
        byte[] head = socket.getInputStream().readNBytes(5);
        if (head[0] < 0) {
            socket.getInputStream().readNBytes(head[1] - 3);
            return (head[3] & 0xFF) << 8 | head[4] & 0xFF;
        }
        byte[] body = socket.getInputStream().readNBytes((head[3] & 0xFF) << 8 | head[4] & 0xFF);
        return (body[4] & 0xFF) << 8 | body[5] & 0xFF;
    }

    private static byte[] serverHello(int version, int suite) {
        byte[] hello = new byte[5 + 4 + 38];
        byte[] head = {22, 3, (byte) version, 0, 42, 2, 0, 0, 38, (byte) (version >> 8), (byte) version};
        System.arraycopy(head, 0, hello, 0, head.length);
        Arrays.fill(hello, 11, 43, "r".getBytes(StandardCharsets.US_ASCII)[0]);
        hello[44] = (byte) (suite >> 8);
        hello[45] = (byte) suite;
        return hello;
    }
}
