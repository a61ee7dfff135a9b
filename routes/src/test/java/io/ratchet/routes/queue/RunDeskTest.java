package io.ratchet.routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Remediation.Withdrawn;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.store.AuditLog;
import io.ratchet.store.HostRuns;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people say of a run after its approval; each word stands in the log with who and why. */
class RunDeskTest {
    private static final Instant NOW = Instant.parse("2018-09-20T21:00:00Z");
    private static final ChangeWindow TONIGHT = new ChangeWindow(NOW.minusSeconds(3600), NOW.plusSeconds(3600));
    private static final ChangeWindow TOMORROW =
            new ChangeWindow(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofHours(28)));
    private static final Failure AWAY = Failure.of(FailureCode.HOST_UNREACHABLE, "Nobody answers.");

    private final JdbcConnectionPool pool = Databases.h2WithTables();
    private final SqlStore store = Databases.opened(pool);
    private final List<String> woken = new ArrayList<>();
    private final RunDesk desk = new RunDesk(
            store,
            Clock.fixed(NOW, ZoneOffset.UTC),
            () -> "r-2",
            (site, at) -> Optional.of(at.isBefore(TONIGHT.closes()) ? TONIGHT : TOMORROW),
            woken::add);
    private final ApprovalDesk approvals =
            new ApprovalDesk(store, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(7), woken::add);

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void stopsAndLiftsAndWakesWhomTheStopHeld() {
        // Given
        stands(approved());
        // When
        desk.stop("site:HQ", "user:alice", "phones are down");
        // Then
        assertThat(desk.stops()).containsExactly(new Stop("site:HQ", "user:alice", "phones are down", NOW));
        // When
        desk.lift("site:HQ", "user:bob", "phones are up");
        // Then
        assertThat(desk.stops()).isEmpty();
        assertThat(woken).containsExactly("r-1");
        assertThat(log()).containsExactly("stop.ordered user:alice", "stop.lifted user:bob");
    }

    @Test
    void refusesToStopARunThatIsNone() {
        assertThatThrownBy(() -> desk.stop("run:r-9", "user:alice", "x")).hasMessageContaining("no remediation 'r-9'");
        assertThat(desk.stops()).isEmpty();
    }

    @Test
    void refusesAScopeThatIsNoneAndALiftOfNothing() {
        assertThatThrownBy(() -> desk.stop("host:web01", "user:alice", "x")).hasMessageContaining("site:NAME");
        assertThatThrownBy(() -> desk.lift("all", "user:alice", "x")).hasMessageContaining("Nothing stops 'all'");
    }

    @Test
    void triesADeferredOneAgainAtOnce() {
        // Given
        stands(running().defer(AWAY, NOW, TOMORROW.opens()));
        // When
        desk.retry("r-1", "user:alice", "the cable is back");
        // Then
        assertThat(((Deferred) state()).notBefore()).isEqualTo(NOW);
        assertThat(woken).containsExactly("r-1");
        assertThat(log()).containsExactly("remediation.retried user:alice");
    }

    @Test
    void proposesAFailedOneAgainForApproval() {
        // Given
        stands(running().fail(AWAY, NOW));
        // When
        Remediation again = desk.retry("r-1", "user:alice", "the password is right now");
        // Then
        assertThat(again).isInstanceOf(Proposed.class);
        assertThat(again.subject().id()).isEqualTo("r-2");
        assertThat(again.subject().plan()).isEqualTo(plan());
        assertThat(log()).containsExactly("remediation.proposed ratchet", "remediation.retried user:alice");
        assertThatThrownBy(() -> desk.retry("r-1", "user:alice", "once more")).hasMessageContaining("is open");
    }

    @Test
    void putsOffToTheNextWindowWithoutCountingItAsMissed() {
        // Given
        stands(approved().schedule(TONIGHT));
        // When
        Deferred deferred = (Deferred) desk.defer("r-1", "user:alice", "month's end");
        // Then
        assertThat(deferred.notBefore()).isEqualTo(TOMORROW.opens());
        assertThat(deferred.missed()).isZero();
        assertThat(deferred.because().message()).contains("user:alice").contains("month's end");
        assertThat(log()).containsExactly("remediation.deferred user:alice");
    }

    @Test
    void cancelsOnlyWhatHasNotChangedItsHost() {
        // Given
        stands(changing());
        // When / Then
        assertThatThrownBy(() -> desk.cancel("r-1", "user:alice", "x")).hasMessageContaining("run:r-1");
        assertThatThrownBy(() -> desk.defer("r-1", "user:alice", "x")).hasMessageContaining("cannot be put off");
        assertThat(state().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void cancelsARunThatHasOnlyLooked() {
        // Given
        stands(running());
        // When
        Withdrawn withdrawn = (Withdrawn) desk.cancel("r-1", "user:alice", "wrong host");
        // Then
        assertThat(withdrawn.because()).contains("user:alice").contains("wrong host");
        assertThat(log()).containsExactly("remediation.withdrawn user:alice");
        assertThatThrownBy(() -> desk.cancel("r-1", "user:alice", "x")).hasMessageContaining("cannot be cancelled");
        assertThatThrownBy(() -> desk.retry("r-1", "user:alice", "x")).hasMessageContaining("cannot be tried again");
    }

    @Test
    void aRunThatIsCancelledIsOverInTheReportOfItsNight() {
        // Given
        stands(running());
        store.run(tx -> tx.runs()
                .begin(new HostRuns.Begun("run-1", "r-1", plan().asset(), "HQ", NOW.minusSeconds(60), Set.of("all"))));
        // When
        desk.cancel("r-1", "user:alice", "wrong host");
        // Then
        HostRuns.Told told = store.transact(tx -> tx.runs().between(NOW.minusSeconds(3600), NOW.plusSeconds(1)))
                .get(0);
        assertThat(told.outcome()).isEqualTo("Withdrawn");
        assertThat(told.ended()).isEqualTo(NOW);
    }

    @Test
    void anApprovalOfARunThatIsUnderWayIsRenewed() {
        // Given
        stands(changing());
        // When
        approvals.approve("r-1", plan().hash(), "user:bob");
        // Then
        assertThat(((UnderWay) state()).approval().by()).isEqualTo("user:bob");
        assertThat(((UnderWay) state()).approval().expires()).isEqualTo(NOW.plus(Duration.ofDays(7)));
        assertThat(woken).containsExactly("r-1");
        assertThat(log()).containsExactly("remediation.approved user:bob");
    }

    @Test
    void knowsWhatIsNotThere() {
        assertThatThrownBy(() -> desk.retry("r-9", "user:alice", "x")).hasMessageContaining("r-9");
    }

    private void stands(Remediation remediation) {
        store.run(tx -> {
            tx.remediations().propose(proposed());
            tx.remediations().save(remediation, 1);
        });
    }

    private Remediation state() {
        return store.transact(tx -> tx.remediations().find("r-1").map(Versioned::remediation))
                .orElseThrow();
    }

    private List<String> log() {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(
                                line -> line.event().type() + " " + line.event().actor())
                        .toList();
            }
        });
    }

    private static Running changing() {
        return running().snapshotTaken(new Snapshot(NOW, NOW.minusSeconds(60), Map.of()));
    }

    private static Running running() {
        return approved().schedule(TONIGHT).start("run-1", NOW);
    }

    private static Approved approved() {
        return proposed()
                .approve(new Approval("user:alice", NOW.minusSeconds(7200), plan().hash(), NOW.plusSeconds(7200)));
    }

    private static Proposed proposed() {
        return new Proposed(new Remediation.Subject("r-1", plan(), "HQ", NOW.minusSeconds(9000)));
    }

    private static Plan plan() {
        return new Plan(
                new AssetId("web01.corp.example"),
                HostRef.named("web01.corp.example"),
                Goal.READY,
                List.of(new PlanStep(
                        10, "os-7-sp1", "windows/x", "a".repeat(64), Map.of(), List.of(), Restart.NONE, "R1")));
    }
}
