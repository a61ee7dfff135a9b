package io.ratchet.routes.execute;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Withdrawn;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.execute.HostLeases.HostLease;
import io.ratchet.routes.execute.Permit.Answer;
import io.ratchet.routes.execute.Permit.Errand;
import io.ratchet.routes.execute.Shelf.Planted;
import io.ratchet.routes.queue.RunDesk;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StopRacesTest {
    /** What is read once for all is read before schedules are drawn. */
    @BeforeAll
    static void warmUp() {
        new Scenery(Planted.NOTHING).process().advance("r-1");
    }

    @Test
    void afterAStopAtMostTheStepThatWasUnderWayIsSent() {
        Schedules.of(() -> stopped(true));
    }

    @Test
    void wouldSeeStepsThatBeginAfterAStop() {
        assertThatThrownBy(() -> Schedules.of(() -> stopped(false))).hasMessageContaining("after the stop");
    }

    @Test
    void whatIsCancelledChangesNoHostAndWhatChangesOneIsNotCancelled() {
        Schedules.of(() -> cancelled(Planted.NOTHING));
    }

    @Test
    void wouldSeeACancelledRunThatChangesItsHost() {
        assertThatThrownBy(() -> Schedules.of(() -> cancelled(Planted.NO_VERSIONS)))
                .hasMessageContaining("was cancelled");
    }

    @Test
    void twoTurnsOfOneRunApplyOnce() {
        Schedules.of(() -> {
            Scenery scenery = new Scenery(Planted.NOTHING);
            HostRun run = scenery.process();
            Schedules.beside(() -> run.advance("r-1"), () -> run.advance("r-1"));
            // A second turn that comes after the first looks again before it applies, which may be once more.
            if (scenery.applied.get() > 2) throw new AssertionError("applied " + scenery.applied.get() + " times");
        });
    }

    /** @param asks whether the permit is asked before each step, as it must be */
    private static void stopped(boolean asks) throws InterruptedException {
        Scenery scenery = new Scenery(Planted.NOTHING);
        HostLease lease = scenery.leases().take(Scenery.WEB, "r-1").orElseThrow();
        Permit permit = scenery.permit();
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger late = new AtomicInteger();
        Remediation state = scenery.shelf.state("r-1");
        BooleanSupplier granted =
                () -> permit.ask(Errand.CHANGE, state.subject(), Scenery.approval(), lease, Duration.ofMinutes(1))
                        instanceof Answer.Granted;
        Schedules.beside(
                () -> {
                    boolean once = granted.getAsBoolean();
                    for (int step = 0; step < 3; step++)
                        if (asks && step > 0 ? granted.getAsBoolean() : once) if (stopped.get()) late.incrementAndGet();
                },
                () -> {
                    scenery.shelf.run(
                            tx -> tx.stops().order(new Stop(Stop.ALL, "user:alice", "phones are down", Scenery.NOW)));
                    stopped.set(true);
                });
        if (late.get() > 1) throw new AssertionError(late + " steps were sent after the stop");
    }

    private static void cancelled(Planted planted) throws InterruptedException {
        Scenery scenery = new Scenery(planted);
        HostRun run = scenery.process();
        RunDesk desk = new RunDesk(scenery.shelf, Scenery.CLOCK, scenery::id, Scenery.WINDOWS::next, id -> {});
        AtomicBoolean cancelled = new AtomicBoolean();
        Schedules.beside(
                () -> {
                    try {
                        run.advance("r-1");
                    } catch (FailureException conflict) {
                        return;
                    }
                },
                () -> {
                    try {
                        desk.cancel("r-1", "user:alice", "not now");
                        cancelled.set(true);
                    } catch (FailureException refused) {
                        return;
                    }
                });
        if (cancelled.get() && scenery.applied.get() > 0)
            throw new AssertionError("it was cancelled, and yet its host was changed");
        if (cancelled.get() && !(scenery.shelf.state("r-1") instanceof Withdrawn))
            throw new AssertionError("it was cancelled, and yet it is "
                    + scenery.shelf.state("r-1").state());
    }
}
