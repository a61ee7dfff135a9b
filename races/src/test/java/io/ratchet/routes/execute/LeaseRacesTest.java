package io.ratchet.routes.execute;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.execute.HostLeases.HostLease;
import io.ratchet.routes.execute.Shelf.Planted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeaseRacesTest {
    @Test
    void twoTurnsOfAProcessNeverHaveOneHost() {
        Schedules.of(() -> {
            Scenery scenery = new Scenery(Planted.NOTHING);
            HostLeases leases = scenery.leases();
            oneAtATime(leases, leases);
        });
    }

    @Test
    void twoProcessesNeverHaveOneHost() {
        Schedules.of(() -> {
            Scenery scenery = new Scenery(Planted.NOTHING);
            oneAtATime(scenery.leases(), scenery.leases());
        });
    }

    @Test
    void wouldSeeTwoProcessesWithOneHost() {
        assertThatThrownBy(() -> Schedules.of(() -> {
                    Scenery scenery = new Scenery(Planted.NO_LEASES);
                    oneAtATime(scenery.leases(), scenery.leases());
                }))
                .hasMessageContaining("two have it");
    }

    @Test
    void aTurnWhoseHostWasTakenWritesNothingMore() {
        Schedules.of(() -> takenOver(true));
    }

    @Test
    void wouldSeeATurnThatWritesAfterItsHostWasTaken() {
        assertThatThrownBy(() -> Schedules.of(() -> takenOver(false))).hasMessageContaining("written after");
    }

    private static void oneAtATime(HostLeases one, HostLeases other) throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        Schedules.beside(() -> turn(one, inside), () -> turn(other, inside));
    }

    private static void turn(HostLeases leases, AtomicInteger inside) {
        Optional<HostLease> lease = leases.take(Scenery.WEB, "r-1");
        if (lease.isEmpty()) return;
        try (HostLease mine = lease.get()) {
            if (inside.incrementAndGet() > 1) throw new AssertionError("two have it");
            mine.alive();
            inside.decrementAndGet();
        }
    }

    /** @param fenced whether who writes asks in the same transaction whether it still has the host */
    private static void takenOver(boolean fenced) throws InterruptedException {
        Scenery scenery = new Scenery(Planted.NOTHING);
        HostLeases first = scenery.leases();
        HostLeases second = scenery.leases();
        RunLog log = RunLog.open(scenery.shelf, first, Scenery.WEB, "r-1").orElseThrow();
        HostLease mine = log.lease();
        AtomicBoolean taken = new AtomicBoolean();
        Schedules.beside(
                () -> {
                    if (fenced) append(scenery, log, taken);
                    else if (mine.alive()) scenery.shelf.run(tx -> written(taken));
                },
                () -> {
                    second.take(Scenery.WEB, "r-1");
                    scenery.nanos.addAndGet(Scenery.LEASE.toNanos());
                    if (second.take(Scenery.WEB, "r-1").isPresent()) taken.set(true);
                });
    }

    /** As a turn does; what it sees within its transaction nobody changes meanwhile. */
    private static void append(Scenery scenery, RunLog log, AtomicBoolean taken) {
        scenery.shelf.whenAppended(() -> written(taken));
        try {
            log.note(List.of(new AuditEvent(Scenery.NOW, "step.applied", "ratchet", null, null, Map.of())));
            log.write();
        } catch (FailureException lost) {
            scenery.shelf.whenAppended(() -> {});
        }
    }

    private static void written(AtomicBoolean taken) {
        if (taken.get()) throw new AssertionError("written after it was taken");
    }
}
