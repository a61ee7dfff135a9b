package io.ratchet.routes.execute;

import static io.ratchet.routes.execute.HostRunTest.OPENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratchet.connectors.HostShell;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.support.SetClock;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.OrganisationFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who takes the turns: db-scheduler on a real store, with the night's own clock. */
class NightTest {
    private static final Night.Settings QUICK =
            new Night.Settings(2, Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofSeconds(1));

    @TempDir
    private Path folder;

    private final SetClock clock = new SetClock(OPENS.plusSeconds(1));
    private final ScriptedHost host = new ScriptedHost(clock).bootTakes(Duration.ofSeconds(30));
    private final AtomicInteger ids = new AtomicInteger();
    private SqlStore store;
    private @Nullable Night night;

    @BeforeEach
    void open() {
        store = Databases.h2(folder);
    }

    @AfterEach
    void close() {
        if (night != null) night.close();
        store.close();
    }

    @Test
    void takesTurnsUntilARunEndsAndForgetsItThen() {
        // Given
        approved();
        // When
        night(host).start();
        // Then
        awaitState(State.VERIFIED);
        await().until(() -> tasks() == 0);
    }

    @Test
    void takesUpWhatAProcessThatDiedLeftUnderWayAtOnce() {
        // Given a process that died within a turn, with the host in hand
        approved();
        store.run(tx -> tx.remediations().lease(HostRunTest.plan().asset(), "r-1/dead", Optional.empty()));
        // When
        night(host).start();
        // Then
        awaitState(State.VERIFIED);
    }

    @Test
    void waitsForTheWindowByItsOwnClock() {
        // Given
        clock.to(OPENS.minusSeconds(3600));
        approved();
        night(host).start();
        await().until(() -> state() == State.SCHEDULED);
        assertThat(host.sent()).isEmpty();
        // When
        clock.to(OPENS);
        // Then
        awaitState(State.VERIFIED);
    }

    @Test
    void takesATurnAgainThatBrokeOff() {
        // Given
        approved();
        AtomicInteger calls = new AtomicInteger();
        // When
        night((address, script) -> {
                    if (calls.getAndIncrement() == 0) throw new IllegalStateException("a defect");
                    return host.run(address, script);
                })
                .start();
        // Then
        awaitState(State.VERIFIED);
    }

    @Test
    void takesWhatIsHandedOverWhileItIsOnAndHandingOverTwiceChangesNothing() {
        // Given
        Night on = night(host);
        on.start();
        approved();
        // When
        on.enqueue("r-1");
        on.enqueue("r-1");
        // Then
        awaitState(State.VERIFIED);
        await().until(() -> tasks() == 0);
        assertThat(host.phases()).containsOnlyOnce(Phase.APPLY);
    }

    @Test
    void wakesARunThatMeantToWaitLonger() {
        // Given a run that is stopped and would ask again in a quarter of an hour
        approved();
        store.run(tx -> tx.stops().order(new Stop(Stop.ALL, "user:alice", "look first", OPENS)));
        Night on = night(host);
        on.start();
        await().until(() -> state() == State.SCHEDULED);
        store.run(tx -> tx.stops().lift(Stop.ALL));
        // When
        await().until(() -> {
            on.wake("r-1");
            return state() != State.SCHEDULED;
        });
        // Then
        awaitState(State.VERIFIED);
        assertThat(clock.instant()).isBefore(OPENS.plus(Duration.ofMinutes(14)));
    }

    @Test
    void bringsBackATurnThatWasTakenWhileTheClockHadLeaptAhead() {
        // Given a run that waits for a window four days on, as the clock then said
        clock.to(OPENS.minusSeconds(3600));
        approved();
        night(host, clock, clock, Duration.ofMillis(500)).start();
        await().until(() -> state() == State.SCHEDULED);
        clock.to(OPENS.plus(Duration.ofDays(3)).plus(Duration.ofHours(5)));
        await().until(() -> opens().equals(OPENS.plus(Duration.ofDays(4))));
        // When
        clock.to(OPENS.minusSeconds(1800));
        // Then
        await().until(() -> opens().equals(OPENS));
    }

    @Test
    void bringsBackAtItsStartATurnThatAnEarlierProcessTookWhileTheClockHadLeaptAhead() {
        // Given
        clock.to(OPENS.plus(Duration.ofDays(3)).plus(Duration.ofHours(5)));
        approved();
        Night before = night(host);
        before.start();
        await().until(() -> state() == State.SCHEDULED);
        before.close();
        // When
        clock.to(OPENS.minusSeconds(1800));
        night(host).start();
        // Then
        await().until(() -> opens().equals(OPENS));
    }

    private Instant opens() {
        return ((Remediation.Scheduled) remediation()).window().opens();
    }

    @Test
    void aWakeWhileATurnIsUnderWayGivesAnotherTurnRightAfterIt() throws InterruptedException {
        // Given a turn that has seen the stop and is held up on its way out
        approved();
        store.run(tx -> tx.stops().order(new Stop(Stop.ALL, "user:alice", "look first", OPENS)));
        HeldTurn turn = new HeldTurn();
        Night on = night(host, turn.within(), turn.after());
        on.start();
        HeldTurn.await(turn.hasSeenTheStop);
        // When
        store.run(tx -> tx.stops().lift(Stop.ALL));
        on.wake("r-1");
        turn.mayEnd.countDown();
        // Then the clock stands still, and the run would have asked again in a quarter of an hour
        await().until(() -> state() != State.SCHEDULED && state() != State.APPROVED);
        assertThat(clock.instant()).isBefore(OPENS.plus(Duration.ofMinutes(14)));
    }

    @Test
    void aWakeIsNeverInTheWayOfATurnThatBeginsOrEndsAtThatMoment() throws Exception {
        // Given a run that asks again at once, all the time
        clock.to(OPENS.minusSeconds(3600));
        approved();
        Night on = night(host);
        on.start();
        // When
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++)
                calls.add(callers.submit(() -> {
                    for (int call = 0; call < 200; call++) on.wake("r-1");
                }));
            for (Future<?> call : calls) call.get(60, TimeUnit.SECONDS);
        } finally {
            callers.shutdownNow();
        }
        // Then
        clock.to(OPENS);
        awaitState(State.VERIFIED);
        // A turn that took longer than the clock's leaps allow is taken for dead, and another one ends it later.
        await().until(() -> {
            clock.pass(Duration.ofSeconds(2));
            return tasks() == 0;
        });
    }

    /** Holds the worker of the first turn that has kept why it must wait, before its task is given back. */
    private final class HeldTurn {
        private final CountDownLatch hasSeenTheStop = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);
        private volatile @Nullable Thread worker;

        /** The clock that the turn itself reads. */
        private Clock within() {
            return reading(() -> worker = Thread.currentThread());
        }

        /** The clock that tells when the turn ended. */
        private Clock after() {
            return reading(() -> {
                if (Thread.currentThread() != worker || !waits()) return;
                hasSeenTheStop.countDown();
                await(mayEnd);
            });
        }

        private boolean waits() {
            return remediation() instanceof Remediation.Scheduled scheduled && scheduled.trouble() != null;
        }

        private Clock reading(Runnable first) {
            return new Clock() {
                @Override
                public Instant instant() {
                    first.run();
                    return clock.instant();
                }

                @Override
                public ZoneId getZone() {
                    return clock.getZone();
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Night night(HostShell shell) {
        return night(shell, clock, clock);
    }

    private Night night(HostShell shell, Clock within, Clock around) {
        return night(shell, within, around, Duration.ofMinutes(5));
    }

    private Night night(HostShell shell, Clock within, Clock around, Duration lease) {
        Organisation organisation = OrganisationFile.read("organisation.yaml", HostRunTest.PROFILE);
        WindowCalendar windows = new WindowCalendar(() -> organisation);
        HostLeases leases =
                new HostLeases(store, () -> "turn-" + ids.incrementAndGet(), System::nanoTime, Duration.ofMinutes(5));
        HostRun run = new HostRun(
                store,
                shell,
                new HostRunTest.Somewhere(),
                new Witnesses(new HostRunTest.NothingToSee(), new HostRunTest.Somewhere(), asset -> Optional.empty()),
                windows,
                new Permit(store, windows, () -> organisation, within),
                leases,
                HostRunTest::oneLegOnly,
                PlaybookCatalogue::shipped,
                within,
                () -> "run-" + ids.incrementAndGet(),
                RunSettings.patient());
        night = new Night(store.dataSource(), store, run, leases, lease, around, QUICK);
        return night;
    }

    private void approved() {
        Proposed proposed =
                new Proposed(new Remediation.Subject("r-1", HostRunTest.plan(), "HQ", OPENS.minusSeconds(3600)));
        store.run(tx -> {
            tx.remediations().propose(proposed);
            tx.remediations()
                    .save(
                            proposed.approve(
                                    HostRunTest.approval(proposed.subject().plan(), OPENS.plus(Duration.ofDays(7)))),
                            1);
        });
    }

    /** Lets the estate's time go on while it waits. */
    private void awaitState(State wanted) {
        await().until(() -> {
            clock.pass(Duration.ofSeconds(2));
            return state() == wanted;
        });
    }

    private State state() {
        return remediation().state();
    }

    private Remediation remediation() {
        return store.transact(tx -> tx.remediations().find("r-1")).orElseThrow().remediation();
    }

    private int tasks() throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from scheduled_tasks")) {
            count.next();
            return count.getInt(1);
        }
    }
}
