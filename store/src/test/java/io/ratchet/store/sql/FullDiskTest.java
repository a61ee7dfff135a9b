package io.ratchet.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog.Line;
import io.ratchet.store.Examples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database on a disk that has no room, and has room again. */
class FullDiskTest {
    @TempDir
    private Path folder;

    @AfterEach
    void makeRoom() {
        FullDisk.full(false);
        PatientSource.takeTime();
    }

    @Test
    void saysSoAndComesBackByItselfWithAllThatWasAcknowledged() {
        // Given
        FullDisk.mount();
        PatientSource.hurry();
        try (SqlStore store = SqlStore.h2(H2File.open(folder, "full:"))) {
            for (int i = 0; i < 20; i++) append(store, i);

            // When
            FullDisk.full(true);
            for (int i = 0; i < 5; i++)
                assertThatThrownBy(() -> append(store, 99))
                        .isInstanceOfSatisfying(
                                FailureException.class,
                                e -> assertThat(e.failure().code())
                                        .isIn(Set.of(FailureCode.STORE_FULL, FailureCode.STORE_UNAVAILABLE)));
            FullDisk.full(false);

            // Then
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> append(store, 20) == 20);
            assertThat(lines(store))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(0, 20).boxed().toList());
        }
    }

    private static long append(SqlStore store, int number) {
        return store.transact(tx -> tx.audit().append(Examples.event(number)));
    }

    private static List<Long> lines(SqlStore store) {
        return store.transact(tx -> {
            try (Stream<Line> lines = tx.audit().lines(0)) {
                return lines.map(line -> (Long) line.event().data().get("number"))
                        .toList();
            }
        });
    }
}
