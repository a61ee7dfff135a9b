package io.ratchet.routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Comment;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.routes.queue.CohortDesk.Actor;
import io.ratchet.routes.queue.CohortDesk.Left;
import io.ratchet.routes.queue.CohortDesk.Looked;
import io.ratchet.routes.queue.CohortDesk.Outcome;
import io.ratchet.routes.queue.CohortDesk.Selection;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Queue;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One word on many plans holds for exactly those that were looked at, and can be taken back. */
class CohortDeskTest {
    private static final Instant NOW = Instant.parse("2018-09-20T21:00:00Z");
    private static final Queue.Filter ALL = Queue.Filter.all(NOW);
    private static final Actor ALICE = Actor.everywhere("user:alice");
    private static final Actor BOB = Actor.everywhere("user:bob");
    private static final int PLANS = 1203; // more than one transaction holds, twice over

    private final JdbcConnectionPool pool = Databases.h2WithTables();
    private final SqlStore store = Databases.opened(pool);
    private final List<String> woken = new ArrayList<>();
    private int ids;
    private final CohortDesk desk = new CohortDesk(
            store,
            Clock.fixed(NOW, ZoneOffset.UTC),
            () -> "again-" + ++ids,
            Duration.ofDays(7),
            woken::add,
            Runnable::run);

    @BeforeEach
    void propose() {
        store.run(tx -> IntStream.range(0, PLANS).forEach(i -> tx.remediations().propose(proposed("r-" + i))));
    }

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void approvesEveryPlanThatWasLookedAtWithWhoAndWhyAndWakesEach() {
        // Given
        String digest = desk.look(ALL).view().digest();

        // When
        Outcome outcome = desk.approve("word", whole(digest), " CHG-1 ", ALICE);

        // Then
        assertThat(outcome.left()).isEmpty();
        assertThat(outcome.done()).hasSize(PLANS).hasSameElementsAs(woken);
        assertThat(((Approved) find("r-7")).approval().expires()).isEqualTo(NOW.plus(Duration.ofDays(7)));
        assertThat(log("remediation.approved"))
                .hasSize(PLANS)
                .allSatisfy(line -> assertThat(line).contains("user:alice", "\"reason\":\"CHG-1\""));
    }

    @Test
    void leavesWhatHasComeOrGoneSinceTheLook() {
        // Given
        String digest = desk.look(ALL).view().digest();
        store.run(tx -> {
            tx.remediations().propose(proposed("r-late"));
            Versioned<Remediation> seen = tx.remediations().find("r-3").orElseThrow();
            tx.remediations().save(((Proposed) seen.remediation()).withdraw("Gone.", NOW), seen.version());
        });

        // When
        Outcome outcome = desk.approve("word", whole(digest), "", ALICE);

        // Then
        assertThat(outcome.done()).hasSize(PLANS - 1).doesNotContain("r-late", "r-3");
        assertThat(outcome.left()).extracting(Left::id).containsExactlyInAnyOrder("r-late", "r-3");
        assertThat(find("r-late")).isInstanceOf(Proposed.class);
    }

    @Test
    void doesNothingForALookItDoesNotRemember() {
        // When
        Outcome outcome = desk.approve("word", whole("0".repeat(64)), "", ALICE);

        // Then
        assertThat(outcome.done()).isEmpty();
        assertThat(outcome.left()).hasSize(PLANS);
        assertThat(woken).isEmpty();
    }

    @Test
    void doesNotApproveAnotherPlanThanTheOneThatIsNamed() {
        // Given
        Looked named = new Looked("r-1", find("r-1").subject().plan().hash());
        Looked other = new Looked("r-2", named.planHash());

        // When
        Outcome outcome = desk.approve("word", List.of(new Selection.Listed(List.of(named, other))), "", ALICE);

        // Then
        assertThat(outcome.done()).containsExactly("r-1");
        assertThat(outcome.left()).extracting(Left::because).containsExactly("Its plan is not the one you looked at.");
    }

    @Test
    void takesAnApprovalBackOnlyWhereNothingHasBegun() {
        // Given
        desk.approve("word", whole(desk.look(ALL).view().digest()), "", ALICE);
        store.run(tx -> {
            Versioned<Remediation> seen = tx.remediations().find("r-0").orElseThrow();
            ChangeWindow window = new ChangeWindow(NOW, NOW.plusSeconds(3600));
            tx.remediations()
                    .save(((Approved) seen.remediation()).schedule(window).start("run", NOW), seen.version());
        });

        // When
        Outcome undone = desk.undo("word", BOB);

        // Then
        assertThat(undone.left()).extracting(Left::id).containsExactly("r-0");
        assertThat(find("r-0").state()).isEqualTo(State.RUNNING);
        assertThat(desk.look(ALL).plans()).hasSize(PLANS - 1);
        assertThat(log("remediation.withdrawn"))
                .hasSize(PLANS - 1)
                .allSatisfy(line -> assertThat(line).contains("user:bob"));
        assertThatThrownBy(() -> desk.undo("word", BOB))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("taken back already");
        assertThatThrownBy(() -> desk.undo("other", BOB))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("too long ago");
    }

    @Test
    void leavesWhatIsAtASiteWhereThePersonMayNotAct() {
        // Given
        String digest = desk.look(ALL).view().digest();
        Actor london = new Actor("user:lou", "LONDON"::equals);

        // When
        Outcome outcome = desk.approve("word", whole(digest), "", london);
        desk.approve("alice", whole(digest), "", ALICE);
        Outcome undone = desk.undo("alice", london);

        // Then
        assertThat(outcome.done()).isEmpty();
        assertThat(undone.done()).isEmpty();
        assertThat(undone.left()).hasSize(PLANS).extracting(Left::because).containsOnly("You may not act at its site.");
        assertThat(find("r-5")).isInstanceOf(Approved.class);
    }

    @Test
    void asksAgainAboutWhatWasPutOffWhenItIsDueOrWhenThatIsTakenBack() {
        // Given
        String digest = desk.look(ALL).view().digest();
        Instant monday = NOW.plus(Duration.ofDays(3));

        // When
        desk.putOff("word", whole(digest), monday, "the shift is full", ALICE);
        List<Queue.Named> meanwhile = desk.look(ALL).plans();
        List<Queue.Named> due = desk.look(Queue.Filter.all(monday)).plans();
        desk.undo("word", ALICE);

        // Then
        assertThat(meanwhile).isEmpty();
        assertThat(due).hasSize(PLANS);
        assertThat(desk.look(ALL).plans()).hasSize(PLANS);
        assertThat(log("proposal.put-off")).hasSize(PLANS);
        assertThat(log("proposal.taken-up")).hasSize(PLANS);
        assertThatThrownBy(() -> desk.putOff("late", whole(digest), NOW, "x", ALICE))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("in the future");
    }

    @Test
    void saysSomethingOfEachAndTouchesNone() {
        // Given
        String digest = desk.look(ALL).view().digest();

        // When
        Outcome outcome = desk.comment("word", whole(digest), " Ask the vendor. ", ALICE);

        // Then
        assertThat(outcome.done()).hasSize(PLANS);
        assertThat(outcome.left()).isEmpty();
        assertThat(desk.look(ALL).view().digest()).isEqualTo(digest);
        assertThat(woken).isEmpty();
        assertThat(log("remediation.commented"))
                .hasSize(PLANS)
                .allSatisfy(line -> assertThat(line).contains("user:alice", "\"text\":\"Ask the vendor.\""));
        assertThat(store.<List<Comment>>transact(tx -> tx.comments().of("r-7", 9)))
                .containsExactly(new Comment("r-7", "user:alice", NOW, "Ask the vendor."));
        assertThatThrownBy(() -> desk.undo("word", ALICE))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("A comment stands as it was said");
        assertThatThrownBy(() -> desk.comment("other", whole(digest), "two\nlines", ALICE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void forgetsTheOldestOnceItHoldsTooMuch() {
        // Given
        Lately<String> lately = new Lately<>(10, String::length);

        // When
        lately.put("one", "1234");
        lately.put("two", "1234");
        lately.get("one");
        lately.put("three", "1");
        lately.put("four", "12");
        boolean one = lately.get("one").isPresent();
        lately.put("huge", "12345678901234567890");

        // Then
        assertThat(one).isTrue();
        assertThat(lately.get("two")).isEmpty();
        assertThat(lately.get("huge")).isPresent();
        assertThat(lately.get("one")).isEmpty();
    }

    private static List<Selection> whole(String digest) {
        return List.of(new Selection.Whole(ALL, digest));
    }

    private Remediation find(String id) {
        return store.transact(tx -> tx.remediations().find(id)).orElseThrow().remediation();
    }

    /** The lines of one type, as they stand in the log. */
    private List<String> log(String type) {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.filter(line -> line.event().type().equals(type))
                        .map(line -> new String(line.canonical(), StandardCharsets.UTF_8))
                        .toList();
            }
        });
    }

    private static Proposed proposed(String id) {
        PlanStep step =
                new PlanStep(10, "os-7-sp1", "windows/x", "a".repeat(64), Map.of(), List.of(), Restart.REBOOT, "R025");
        String host = id + ".corp.example";
        Plan plan = new Plan(new AssetId(host), HostRef.named(host), Goal.READY, List.of(step));
        return new Proposed(new Remediation.Subject(id, plan, "HQ", NOW));
    }
}
