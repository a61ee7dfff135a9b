package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.audit.LogGuard;
import io.ratchet.store.audit.OtherClocks;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the log of a server becomes one that others can check, while it runs. */
class HeadKeeperTest {
    /** No turn comes by itself within a test. */
    private static final Duration NEVER = Duration.ofDays(1);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private SqlStore store;

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aLineIsPublishedWithoutWaitingForATurn() {
        // Given
        try (HeadKeeper keeper = keeper()) {
            store.observeAudit((type, code, lines) -> keeper.grown());

            // When
            append();

            // Then
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(published()).isEqualTo(1));

            // And so is the next
            append();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(published()).isEqualTo(2));
        }
    }

    @Test
    void whatWasWrittenLastIsPublishedAtTheEnd() throws IOException {
        // Given
        HeadKeeper keeper = keeper();

        // When
        append();
        keeper.close();

        // Then
        assertThat(published()).isEqualTo(1);
    }

    @Test
    void aLineBehindTheEndAsksForNothing() throws IOException {
        // Given
        HeadKeeper keeper = keeper();
        append();
        keeper.close();
        store.observeAudit((type, code, lines) -> keeper.grown());

        // When
        append();

        // Then
        assertThat(published()).isEqualTo(1);
    }

    private HeadKeeper keeper() {
        store = Databases.h2(folder.resolve("database"));
        Path keys = folder.resolve("keys");
        LogGuard guard = LogGuard.open(
                store, keys, clock, new OtherClocks(Optional.empty(), Map.of()), LogGuard.Accepted.nothing());
        HeadPublisher publisher = new HeadPublisher(
                store,
                keys,
                HeadPublisher.Settings.alone(folder.resolve("published")),
                (to, contentType, body) -> {
                    throw new IOException("nobody is asked");
                },
                clock,
                remark -> {});
        return new HeadKeeper(guard, publisher, NEVER);
    }

    private void append() {
        store.run(tx ->
                tx.audit().append(new AuditEvent(Instant.now(clock), "step.applied", "ratchet", null, null, Map.of())));
    }

    /** How many lines; 0 until a head is there. */
    private long published() throws IOException {
        Path checkpoint = folder.resolve("published/checkpoint");
        if (!Files.exists(checkpoint)) return 0;
        byte[] note = Files.readAllBytes(checkpoint);
        return Checkpoint.read(SignedNote.read(note).text()).size();
    }
}
