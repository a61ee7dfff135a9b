package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.store.audit.HeadCopies.Copy;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is sent which head next. */
class HeadCopiesTest {
    private static final Instant NOW = Instant.parse("2018-09-20T23:00:00Z");

    @TempDir
    private Path folder;

    private final SqlStore store = Databases.inMemory();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aReceiverThatIsNewIsSentTheNewestAndFromThenOnEachInItsOrder() throws IOException {
        // Given
        assertThat(copies().next("siem")).isEmpty();
        keepHead(0);
        keepHead(1);

        // When
        List<String> first = sendAll("siem");
        keepHead(2);
        keepHead(3);
        keepHead(4);
        List<String> then = sendAll("siem");

        // Then
        assertThat(first).containsExactly("20180921T000000Z");
        assertThat(then).containsExactly("20180921T010000Z", "20180921T020000Z", "20180921T030000Z");
        assertThat(sendAll("siem")).isEmpty();
    }

    @Test
    void whatOneReceiverTookAnotherHasNotYetTaken() throws IOException {
        // Given
        keepHead(0);
        sendAll("siem");
        sendAll("partner");
        keepHead(1);
        keepHead(2);

        // When
        sendAll("siem");

        // Then
        assertThat(copies().standing("siem").waiting()).isZero();
        assertThat(copies().standing("siem").last()).isPresent();
        assertThat(copies().standing("partner").waiting()).isEqualTo(2);
        assertThat(copies().standing("partner").oldest()).contains(NOW.plus(Duration.ofHours(1)));
        assertThat(copies().standing("stranger").last()).isEmpty();
    }

    @Test
    void theCopyIsTheFileByteForByteAndNamesItsLog() throws IOException {
        // Given
        keepHead(0);

        // When
        Copy copy = copies().next("siem").orElseThrow();

        // Then
        assertThat(folder.resolve("published/heads/20180920T230000Z.checkpoint"))
                .hasBinaryContent(copy.note());
        assertThat(Files.readString(folder.resolve("published/log.vkey"))).startsWith(copy.log() + "+");
    }

    @Test
    void aSecondHeadOfTheSameSecondIsSentAsWell() throws IOException {
        // Given
        keepHead(0);
        sendAll("siem");

        // When
        append();
        publisher(NOW).head();

        // Then
        assertThat(sendAll("siem")).containsExactly("20180920T230000Z");
        assertThat(sendAll("siem")).isEmpty();
    }

    @Test
    void aFileThatIsNoHeadAnyMoreIsNamedAndNotPassedOver() throws IOException {
        // Given
        keepHead(0);
        sendAll("siem");
        keepHead(1);
        keepHead(2);
        Path broken = folder.resolve("published/heads/20180921T000000Z.checkpoint");
        Files.writeString(broken, "no head");

        // Then
        assertThatThrownBy(() -> copies().next("siem"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("20180921T000000Z.checkpoint' is no head any more");

        // When
        Files.delete(broken);

        // Then
        assertThat(sendAll("siem")).containsExactly("20180921T010000Z");
    }

    @Test
    void withoutAMarkThatCanBeReadTheNewestIsSentAgain() throws IOException {
        // Given
        keepHead(0);
        keepHead(1);
        sendAll("siem");
        Files.writeString(folder.resolve("marks/siem"), "");

        // Then
        assertThat(sendAll("siem")).containsExactly("20180921T000000Z");
    }

    private List<String> sendAll(String receiver) throws IOException {
        List<String> sent = new ArrayList<>();
        for (Optional<Copy> next = copies().next(receiver); next.isPresent(); next = copies().next(receiver)) {
            sent.add(next.get().head());
            copies().taken(receiver, next.get());
        }
        return sent;
    }

    private HeadCopies copies() {
        return publisher(NOW).copies(folder.resolve("marks"));
    }

    private void keepHead(int hour) {
        append();
        publisher(NOW.plus(Duration.ofHours(hour))).publish();
    }

    private void append() {
        store.run(tx -> tx.audit().append(AuditEvents.roundBegun(NOW, List.of("a test"))));
    }

    private HeadPublisher publisher(Instant now) {
        return new HeadPublisher(
                store,
                folder.resolve("keys"),
                HeadPublisher.Settings.alone(folder.resolve("published")),
                (to, type, body) -> {
                    throw new IOException("nobody is asked");
                },
                Clock.fixed(now, ZoneOffset.UTC),
                remark -> {});
    }
}
