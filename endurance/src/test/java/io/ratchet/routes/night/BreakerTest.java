package io.ratchet.routes.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.store.Brakes.Trial;
import io.ratchet.store.HostRuns;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.OrganisationFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two transactions of a real database that are open at the same time. */
class BreakerTest {
    private static final String SCOPE = "playbook:windows/winhttp-default-protocols@6.1.7601";
    private static final Instant NOW = Instant.parse("2018-09-20T20:00:00Z");
    private static final Failure WHY = Failure.of(FailureCode.VERIFY_FAILED, "It is as before.");

    private final JdbcConnectionPool pool = Databases.h2WithTables();
    private final SqlStore store = Databases.opened(pool);

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void countsBothOfTwoRunsThatFailAtTheSameMoment() throws Exception {
        // Given
        Breaker breaker = breaker(2);
        Running one = begun(1);
        Running other = begun(2);
        store.run(tx -> tx.brakes().keep(new Trial(SCOPE, 1, "+")));
        // When
        together(
                held -> held.run(tx -> breaker.failed(tx, one, WHY, NOW)),
                plain -> plain.run(tx -> breaker.failed(tx, other, WHY, NOW)));
        // Then
        assertThat(recent()).isEqualTo("+--");
        assertThat(brakes()).extracting(Brake::remediation).containsExactly("r-2");
    }

    @Test
    void losesNoFailureToARelease() throws Exception {
        // Given a breaker that one more failure would open again
        Breaker breaker = breaker(1);
        Running one = begun(1);
        Running other = begun(2);
        store.run(tx -> breaker.failed(tx, one, WHY, NOW));
        // When
        together(
                held -> new BrakeDesk(held, Clock.fixed(NOW, ZoneOffset.UTC), id -> {})
                        .release(SCOPE, "user:carol", "looked at it"),
                plain -> plain.run(tx -> breaker.failed(tx, other, WHY, NOW)));
        // Then
        assertThat(recent()).isEqualTo("-");
        assertThat(brakes()).extracting(Brake::remediation).containsExactly("r-2");
    }

    /** The first one's transaction is done and not committed when the second one's comes to where it must wait. */
    private void together(Consumer<Store> first, Consumer<Store> second) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> first.accept(new Held(store, done, mayCommit)));
        done.await(30, TimeUnit.SECONDS);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                second.accept(store);
                ended.complete(null);
            } catch (RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        mayCommit.countDown();
        one.get(30, TimeUnit.SECONDS);
        ended.get(30, TimeUnit.SECONDS);
    }

    private record Held(Store store, CountDownLatch done, CountDownLatch mayCommit) implements Store {
        @Override
        public <T> T transact(Function<Tx, T> work) {
            return store.transact(tx -> {
                T result = work.apply(tx);
                done.countDown();
                try {
                    assertThat(mayCommit.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return result;
            });
        }

        @Override
        public boolean shared() {
            return store.shared();
        }

        @Override
        public void close() {}
    }

    private static Breaker breaker(int inARow) {
        Organisation organisation = OrganisationFile.read(
                "organisation.yaml", "organisation: Contoso\nbreaker: {inARow: " + inARow + "}\n");
        return new Breaker(() -> organisation);
    }

    private Running begun(int number) {
        NightHost host = new NightHost(
                new Scenario.Host(
                        number, Scenario.Work.WINHTTP, Scenario.Restarts.WELL, Scenario.Flaw.NONE, 1, 1, null, null),
                Clock.fixed(NOW, ZoneOffset.UTC),
                1);
        Subject subject = new Subject(host.id(), host.plan, "HQ", NOW);
        Running running = new Approved(
                        subject, new Approval("user:alice", NOW, host.plan.hash(), NOW.plus(Duration.ofDays(1))))
                .schedule(new ChangeWindow(NOW, NOW.plus(Duration.ofHours(4))))
                .start("run-" + number, NOW);
        store.run(tx -> tx.runs()
                .begin(new HostRuns.Begun(running.runId(), host.id(), subject.asset(), "HQ", NOW, Set.of(SCOPE))));
        return running;
    }

    private String recent() {
        return store.transact(tx -> tx.brakes().trials().get(SCOPE).recent());
    }

    private List<Brake> brakes() {
        return store.transact(tx -> tx.brakes().list());
    }
}
