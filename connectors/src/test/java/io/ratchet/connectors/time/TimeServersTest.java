package io.ratchet.connectors.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Time servers, each a peer on this machine that answers as RFC 5905 has it, or not quite. */
class TimeServersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration IMPATIENCE = Duration.ofMillis(100);

    /** Seconds between the first day of NTP, 1900-01-01, and of Java. */
    private static final long SECONDS_BEFORE_1970 = 2_208_988_800L;

    private static final Instant TOLD = Instant.parse("2031-05-06T07:08:09Z");

    @Test
    void tellsWhatEachOfThemSays() throws Exception {
        try (Peer one = new Peer(request -> answer(request, 0, 4, 2, TOLD));
                Peer other = new Peer(request -> answer(request, 0, 4, 15, TOLD.plusSeconds(90)))) {
            // When
            List<TimeAnswer> answers = TimeServers.ask(List.of(one.server(), other.server()), PATIENCE);

            // Then
            assertThat(answers)
                    .containsExactly(
                            new TimeAnswer.Told(one.server(), TOLD),
                            new TimeAnswer.Told(other.server(), TOLD.plusSeconds(90)));
        }
    }

    @Test
    void tellsTimesAfterTheSecondsOfNtpBeganAnew() throws Exception {
        // Given a day after 2036-02-07
        Instant later = Instant.parse("2040-01-02T03:04:05Z");
        try (Peer peer = new Peer(request -> answer(request, 0, 4, 1, later))) {
            // Then
            assertThat(asked(peer.server(), PATIENCE)).isEqualTo(new TimeAnswer.Told(peer.server(), later));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3, 4, 2, it has no time itself", // its clock is not in step
        "0, 4, 16, it has no time itself",
        "0, 4, 0, it has no time itself", // a kiss of death
        "0, 3, 2, what came is no answer", // another client
        "0, 5, 2, what came is no answer" // a broadcast
    })
    void doesNotTakeTheWordOfWhoHasNoTime(int leap, int mode, int stratum, String because) throws Exception {
        try (Peer peer = new Peer(request -> answer(request, leap, mode, stratum, TOLD))) {
            assertThat(asked(peer.server(), PATIENCE)).isEqualTo(new TimeAnswer.Untold(peer.server(), because));
        }
    }

    @Test
    void doesNotTakeAnAnswerToAnotherQuestion() throws Exception {
        // Given
        try (Peer peer = new Peer(request -> {
            ByteBuffer.wrap(request).putInt(40, 1);
            return answer(request, 0, 4, 2, TOLD);
        })) {
            // Then
            assertThat(asked(peer.server(), PATIENCE))
                    .isInstanceOfSatisfying(
                            TimeAnswer.Untold.class,
                            none -> assertThat(none.because()).startsWith("no answer that can be used"));
        }
    }

    @Test
    void saysThatNobodyAnswers() throws Exception {
        // Given
        try (Peer mute = new Peer(request -> new byte[0])) {
            // When
            List<TimeAnswer> answers =
                    TimeServers.ask(List.of(new TimeServer("no-such-host.invalid", 123), mute.server()), IMPATIENCE);

            // Then
            assertThat(answers)
                    .containsExactly(
                            new TimeAnswer.Untold(new TimeServer("no-such-host.invalid", 123), "its name is not known"),
                            new TimeAnswer.Untold(mute.server(), "no answer within 100 ms"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ntp1.corp.example, ntp1.corp.example, 123",
        "10.0.0.1:1123, 10.0.0.1, 1123",
        "[fd00::1], [fd00::1], 123",
        "[fd00::1]:99, [fd00::1], 99"
    })
    void isWrittenAsAHostWithOrWithoutAPort(String written, String host, int port) {
        assertThat(TimeServer.parse(written))
                .isEqualTo(new TimeServer(host, port))
                .hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ntp://ntp1", "ntp1:0", "ntp1:65536", "ntp1:", "a b", "fd00::1"})
    void refusesWhatIsNoHost(String written) {
        assertThatThrownBy(() -> TimeServer.parse(written)).isInstanceOf(IllegalArgumentException.class);
    }

    private static TimeAnswer asked(TimeServer server, Duration patience) {
        return TimeServers.ask(List.of(server), patience).get(0);
    }

    /** A message of RFC 5905, section 7.3; the moment of the question is where the question has it. */
    private static byte[] answer(byte[] request, int leap, int mode, int stratum, Instant time) {
        ByteBuffer answer = ByteBuffer.allocate(48);
        answer.put((byte) (leap << 6 | 4 << 3 | mode)).put((byte) stratum);
        answer.putLong(24, ByteBuffer.wrap(request).getLong(40));
        answer.putInt(40, (int) (time.getEpochSecond() + SECONDS_BEFORE_1970));
        return answer.array();
    }

    /** Answers one question; with no bytes, not at all. */
    private static final class Peer implements AutoCloseable {
        private final DatagramSocket socket;
        private final CompletableFuture<Void> talk;

        Peer(UnaryOperator<byte[]> says) throws SocketException {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            talk = CompletableFuture.runAsync(() -> answerOne(says), work -> new Thread(work, "time-peer").start());
        }

        private void answerOne(UnaryOperator<byte[]> says) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[48], 48);
                socket.receive(packet);
                byte[] answer = says.apply(packet.getData());
                if (answer.length > 0)
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        TimeServer server() {
            return new TimeServer("127.0.0.1", socket.getLocalPort());
        }

        @Override
        public void close() {
            talk.join();
            socket.close();
        }
    }
}
