package io.ratchet.routes.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.routes.execute.HostLeases.HostLease;
import io.ratchet.store.Remediations.Lease;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that share a store, and a clock that cannot be set. */
class HostLeasesTest {
    private static final AssetId WEB = new AssetId("web01.corp.example");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger ids = new AtomicInteger();
    private final JdbcConnectionPool pool = Databases.h2WithTables();
    private final SqlStore store = Databases.opened(pool);
    private final HostLeases here = process();
    private final HostLeases there = process();

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void aHostIsFreeOnceItsTurnIsOver() {
        // Given
        HostLease first = here.take(WEB, "r-1").orElseThrow();
        assertThat(there.take(WEB, "r-1")).isEmpty();
        // When
        first.close();
        // Then
        assertThat(there.take(WEB, "r-1")).isPresent();
    }

    @Test
    void aSignOfLifeKeepsAHostForAnotherLease() {
        // Given
        HostLease first = here.take(WEB, "r-1").orElseThrow();
        assertThat(there.take(WEB, "r-1")).isEmpty();
        // When
        pass(39);
        here.beat();
        // Then
        assertThat(there.take(WEB, "r-1")).isEmpty();
        pass(39);
        assertThat(there.take(WEB, "r-1")).isEmpty();
        assertThat(first.alive()).isTrue();
    }

    @Test
    void aHostIsTakenFromWhoGaveNoSignForAWholeLeaseAndKnowsItThen() {
        // Given
        HostLease first = here.take(WEB, "r-1").orElseThrow();
        assertThat(there.take(WEB, "r-1")).isEmpty();
        // When
        pass(40);
        HostLease second = there.take(WEB, "r-1").orElseThrow();
        // Then
        assertThat(first.alive()).isFalse();
        assertThat(first.alive()).isFalse();
        assertThat(second.alive()).isTrue();
        first.close();
        assertThat(second.alive()).isTrue();
    }

    @Test
    void whoSawAHostBusyLongAgoWaitsAWholeLeaseForItsNextHolder() {
        // Given
        HostLease first = here.take(WEB, "r-1").orElseThrow();
        assertThat(there.take(WEB, "r-1")).isEmpty();
        first.close();
        pass(100);
        here.take(WEB, "r-1").orElseThrow();
        // When / Then
        assertThat(there.take(WEB, "r-1")).isEmpty();
    }

    @Test
    void nothingIsFreedOnAStoreThatOthersShare() {
        // Given
        HostLease first = here.take(WEB, "r-1").orElseThrow();
        // When
        there.takeOver();
        // Then
        assertThat(first.alive()).isTrue();
    }

    @Test
    void nobodyIsGivenSignsOfLifeWhereNobodyElseHasTheStoreOpen(@TempDir Path folder) {
        // Given an embedded store
        try (SqlStore alone = Databases.h2(folder)) {
            HostLeases leases = new HostLeases(alone, () -> "turn-1", nanos::get, Duration.ofSeconds(40));
            HostLease held = leases.take(WEB, "r-1").orElseThrow();
            // When
            leases.beat();
            boolean still = held.alive();
            Optional<Lease> row = alone.transact(tx -> tx.remediations().leased(WEB));
            alone.run(tx -> tx.remediations().lease(WEB, "r-2/turn-2", row));
            boolean afterwards = held.alive();
            // Then
            assertThat(still).isTrue();
            assertThat(row).contains(new Lease("r-1/turn-1", 0));
            assertThat(afterwards).isFalse();
        }
    }

    @Test
    void patienceGrowsUpToALimit() {
        RunSettings patient = RunSettings.patient();
        assertThat(patient.pauseAfter(0)).isEqualTo(Duration.ofSeconds(20));
        assertThat(patient.pauseAfter(4)).isEqualTo(Duration.ofSeconds(320));
        assertThat(patient.pauseAfter(5)).isEqualTo(Duration.ofMinutes(10));
        assertThat(patient.pauseAfter(500)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aStepIsTriedAtLeastOnceAndInAtLeastOneWindow() {
        assertThat(settings(1, 1).attempts()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> settings(0, 1)).withMessageContaining("attempted");
        assertThatIllegalArgumentException().isThrownBy(() -> settings(1, 0)).withMessageContaining("window");
    }

    private static RunSettings settings(int attempts, int windows) {
        Duration any = Duration.ofSeconds(1);
        return new RunSettings(attempts, any, any, windows, any, any, any, any, any, any, any);
    }

    private HostLeases process() {
        return new HostLeases(store, () -> "turn-" + ids.incrementAndGet(), nanos::get, Duration.ofSeconds(40));
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
