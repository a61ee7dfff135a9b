package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the reading of a report ends, nothing of it stays open and nobody reads on. */
class ReadingEndsTest {
    private static final FindingSink NOBODY = new FindingSink() {
        @Override
        public void finding(Finding finding) {}

        @Override
        public void rejected(Rejected rejected) {}
    };

    /** Opens a report on a disk that gives so many bytes and then fails. */
    private static final class Failing implements Source {
        private final byte[] bytes;
        private final List<AtomicBoolean> closed = new ArrayList<>();

        Failing(String text) {
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public InputStream open() {
            AtomicBoolean end = new AtomicBoolean();
            closed.add(end);
            return new ByteArrayInputStream(bytes) {
                @Override
                public synchronized int read(byte[] into, int offset, int length) {
                    int read = super.read(into, offset, length);
                    if (read < 0) throw new Unread();
                    return read;
                }

                @Override
                public byte[] readNBytes(int length) throws IOException {
                    if (available() >= length) return super.readNBytes(length);
                    throw new IOException("the disk cannot be read");
                }

                @Override
                public void close() {
                    end.set(true);
                }
            };
        }
    }

    private static final class Unread extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 5_000, 70_000})
    void aTableThatCannotBeReadOnIsClosed(int length) {
        // Given: it fails at once, where its columns would be named, or in the middle of a row
        String header = "ResourceID,Name,ResourceDomainORWorkgroup,AgentTime\n";
        Failing source = new Failing(length < 70_000 ? "x".repeat(length) : header + "1".repeat(length));
        Report report = new Report("a.csv", HashedBeside.NOT_YET, "configmgr", ReadOptions.plain(), NOBODY);

        // When, Then
        assertThatThrownBy(() -> {
                    try (CsvTable table = new CsvTable(source, columns -> columns.contains("resourceid"))) {
                        TableRows.read(table, report, (row, cells) -> List.of());
                    }
                })
                .isInstanceOfAny(IOException.class, Unread.class);
        assertThat(source.closed).isNotEmpty().allMatch(AtomicBoolean::get);
    }

    @Test
    void whoIsInterruptedStillWaitsForTheThreadThatDecodesForHim() throws Exception {
        // Given: a text whose decoding takes its time to end
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        DecodedAhead text = new DecodedAhead(
                piece -> {
                    begun.countDown();
                    while (!Thread.currentThread().isInterrupted()) Thread.onSpinWait();
                    for (int i = 0; i < 10_000; i++) Thread.yield();
                    ended.set(true);
                    return -1;
                },
                () -> new DecodedAhead.Counts(0, 0, 0));
        begun.await();

        // When
        Thread.currentThread().interrupt();
        text.close();

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ended).isTrue();
    }
}
