package io.ratchet.domain.remediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Remediation.Verifying;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where each step of a life leads. */
class RemediationStatesTest {
    private static final Instant NOW = Instant.parse("2018-09-20T20:00:00Z");
    private static final AssetId WEB01 = new AssetId("web01.corp.example");
    private static final Plan PLAN = new Plan(
            WEB01,
            HostRef.named("web01.corp.example"),
            Goal.READY,
            List.of(new PlanStep(
                    10, "os-7-sp1", "windows/x", "a".repeat(64), Map.of(), List.of(), Restart.NONE, "R1")));
    private static final Failure AWAY = Failure.of(FailureCode.HOST_UNREACHABLE, "No route.");

    // spotless:off
    static Stream<Arguments> steps() {
        Proposed proposed = new Proposed(new Remediation.Subject("r-1", PLAN, "HQ", NOW));
        Approved approved = proposed.approve(new Approval("user:alice", NOW, PLAN.hash(), NOW.plusSeconds(3600)));
        Scheduled scheduled = approved.schedule(new ChangeWindow(NOW, NOW.plusSeconds(3600)));
        Running running = scheduled.start("run-1", NOW);
        Running assessed = running.snapshotTaken(new Snapshot(NOW, NOW, Map.of()));
        Verification passed = new Verification(NOW, List.of(new Verification.Witness("read-back", Verification.Verdict.PASSED, ".")));
        return Stream.of(
            Arguments.of(proposed, State.PROPOSED, false),
            Arguments.of(proposed.reject("user:alice", "no", NOW), State.REJECTED, true),
            Arguments.of(proposed.withdraw("changed", NOW), State.WITHDRAWN, true),
            Arguments.of(approved, State.APPROVED, false),
            Arguments.of(approved.expire(NOW), State.EXPIRED, true),
            Arguments.of(approved.withdraw("changed", NOW), State.WITHDRAWN, true),
            Arguments.of(scheduled, State.SCHEDULED, false),
            Arguments.of(scheduled.defer(AWAY, NOW, NOW), State.DEFERRED, false),
            Arguments.of(scheduled.defer(AWAY, NOW, NOW).hasten(NOW), State.DEFERRED, false),
            Arguments.of(scheduled.fail(AWAY, NOW), State.FAILED, true),
            Arguments.of(scheduled.expire(NOW), State.EXPIRED, true),
            Arguments.of(scheduled.withdraw("changed", NOW), State.WITHDRAWN, true),
            Arguments.of(running, State.RUNNING, false),
            Arguments.of(running.fail(AWAY, NOW), State.FAILED, true),
            Arguments.of(running.defer(AWAY, NOW, NOW), State.DEFERRED, false),
            Arguments.of(running.expire(NOW), State.EXPIRED, true),
            Arguments.of(running.withdraw("cancelled", NOW), State.WITHDRAWN, true),
            Arguments.of(assessed.undo(AWAY, NOW), State.UNDOING, false),
            Arguments.of(assessed.undo(AWAY, NOW).begin(), State.UNDOING, false),
            Arguments.of(assessed.undo(AWAY, NOW).undone(true, NOW, NOW), State.UNDO_VERIFYING, false),
            Arguments.of(assessed.undo(AWAY, NOW).undone(true, NOW, NOW).restarting(NOW), State.UNDO_VERIFYING, false),
            Arguments.of(assessed.undo(AWAY, NOW).undone(true, NOW, NOW).rolledBack(NOW), State.ROLLED_BACK, true),
            Arguments.of(assessed.rebooting(NOW, NOW), State.AWAITING_REBOOT, false),
            Arguments.of(assessed.rebooting(NOW, NOW).fail(AWAY, NOW), State.FAILED, true),
            Arguments.of(assessed.rebooting(NOW, NOW).verifying(NOW), State.VERIFYING, false),
            Arguments.of(assessed.verifying(NOW).fail(AWAY, NOW), State.FAILED, true),
            Arguments.of(assessed.verifying(NOW).undo(AWAY, NOW), State.UNDOING, false),
            Arguments.of(assessed.verifying(NOW).verified(passed), State.VERIFIED, true));
    }
    // spotless:on

    @ParameterizedTest
    @MethodSource("steps")
    void aStepLeadsToItsStateAndKeepsWhatItIsAbout(Remediation remediation, State state, boolean ended) {
        assertThat(remediation.state()).isEqualTo(state);
        assertThat(remediation.ended()).isEqualTo(ended);
        assertThat(remediation.subject().id()).isEqualTo("r-1");
        assertThat(remediation.subject().asset()).isEqualTo(WEB01);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void aStateIsFoundByTheNameThatIsShown(State state) {
        assertThat(State.ofWire(state.wire())).contains(state);
        assertThat(State.ofWire(state.name())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void aRunHasTheHostInHandFromItsBeginningUntilItsEnd(State state) {
        assertThat(state.underWay())
                .isEqualTo(Set.of(
                                State.RUNNING,
                                State.AWAITING_REBOOT,
                                State.VERIFYING,
                                State.UNDOING,
                                State.UNDO_VERIFYING)
                        .contains(state));
    }

    @Test
    void aProposalWaitsOnWithThoseWhoHaveSaidYes() {
        // Given
        Proposed proposed = new Proposed(new Remediation.Subject("r-1", PLAN, "HQ", NOW));
        Assent alice = new Assent("user:alice", NOW);

        // When
        Proposed waiting = proposed.with(List.of(alice));

        // Then
        assertThat(proposed.assents()).isEmpty();
        assertThat(waiting).isEqualTo(new Proposed(proposed.subject(), List.of(alice)));
    }

    @Test
    void anApprovalRestsOnEveryYesTheLastOneLast() {
        // Given
        Assent alice = new Assent("user:alice", NOW.minusSeconds(60));
        Approval approval = new Approval(
                "user:bob", NOW, PLAN.hash(), NOW.plusSeconds(3600), List.of(alice), Origin.ofNobody(), null, null);

        // Then
        assertThat(approval.assents()).containsExactly(alice, new Assent("user:bob", NOW));
    }

    @Test
    void tellsWhyItHasNotBegunUntilItGetsAnotherWindow() {
        // Given
        ChangeWindow tonight = new ChangeWindow(NOW, NOW.plusSeconds(3600));
        ChangeWindow tomorrow = new ChangeWindow(NOW.plusSeconds(86_400), NOW.plusSeconds(90_000));
        Scheduled scheduled = new Proposed(new Remediation.Subject("r-1", PLAN, "HQ", NOW))
                .approve(new Approval("user:alice", NOW, PLAN.hash(), NOW.plusSeconds(360_000)))
                .schedule(tonight);
        Trouble trouble = new Trouble(1, AWAY, NOW, NOW.plusSeconds(60));

        // When
        Scheduled troubled = scheduled.troubled(trouble);

        // Then
        assertThat(troubled.trouble()).isEqualTo(trouble);
        assertThat(troubled)
                .usingRecursiveComparison()
                .ignoringFields("trouble")
                .isEqualTo(scheduled);
        assertThat(troubled.schedule(tonight).trouble()).as("the same window").isEqualTo(trouble);
        assertThat(troubled.schedule(tomorrow).trouble()).as("another window").isNull();
    }

    @Test
    void theNextLegFollowsAVerifiedOneAndTheLastOneEndsIt() {
        // Given
        PlanStep first = PLAN.steps().get(0);
        PlanStep second =
                new PlanStep(20, "os-7-sp1", "windows/x", "a".repeat(64), Map.of(), List.of(), Restart.NONE, "R1", 2);
        Plan plan = new Plan(WEB01, PLAN.host(), Goal.READY, List.of(first, second));
        Snapshot snapshot = new Snapshot(NOW, NOW, Map.of());
        Verifying verifying = new Proposed(new Remediation.Subject("r-1", plan, "HQ", NOW))
                .approve(new Approval("user:alice", NOW, plan.hash(), NOW.plusSeconds(3600)))
                .schedule(new ChangeWindow(NOW, NOW.plusSeconds(3600)))
                .start("run-1", NOW)
                .snapshotTaken(snapshot)
                .verifying(NOW);
        Verification passed = said(Verification.Verdict.PASSED);
        // When
        Running next = verifying.nextLeg(passed, NOW.plusSeconds(9));
        // Then
        assertThat(next.run().leg()).isEqualTo(2);
        assertThat(next.snapshot()).isNull();
        assertThat(next.leg().steps()).extracting(PlanStep::order).containsExactly(20);
        assertThat(next.untouched()).isFalse();
        assertThatThrownBy(() -> next.defer(AWAY, NOW, NOW)).hasMessageContaining("cannot be deferred");
        assertThatThrownBy(() -> next.expire(NOW)).hasMessageContaining("does not expire");
        assertThatThrownBy(() -> next.withdraw("no", NOW)).hasMessageContaining("cannot be withdrawn");
        assertThatThrownBy(() -> verifying.verified(passed)).hasMessageContaining("last leg");
        assertThatThrownBy(() -> verifying.nextLeg(said(Verification.Verdict.UNKNOWN), NOW))
                .hasMessageContaining("passed");
        Verifying last = next.snapshotTaken(snapshot).verifying(NOW);
        assertThatThrownBy(() -> last.nextLeg(passed, NOW)).hasMessageContaining("last leg");
        assertThat(last.verified(passed).state()).isEqualTo(State.VERIFIED);
    }

    private static Verification said(Verification.Verdict verdict) {
        return new Verification(NOW, List.of(new Verification.Witness("read-back", verdict, ".")));
    }

    @Test
    void aHostThatWasNotChangedByACallIsNotChanged() {
        // Given
        Snapshot snapshot = new Snapshot(NOW, NOW, Map.of("10.1", Map.of("kind", "dword", "value", "1")));

        // Then
        assertThat(snapshot.changedBy(call(false, "1", null))).isFalse();
        assertThat(snapshot.changedBy(call(false, "2", null))).isTrue();
        assertThat(snapshot.changedBy(call(true, "1", null))).isTrue();
        assertThat(snapshot.changedBy(call(false, "2", "FAILED: no"))).isFalse();
    }

    private static StepResult call(boolean changed, String value, @Nullable String error) {
        return new StepResult(
                "10.1", "registry", changed, Map.of(), Map.of("kind", "dword", "value", value), "none", error);
    }
}
