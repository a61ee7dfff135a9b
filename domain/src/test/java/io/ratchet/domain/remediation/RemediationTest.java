package io.ratchet.domain.remediation;

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
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Remediation.Verifying;
import io.ratchet.domain.remediation.Verification.Verdict;
import io.ratchet.domain.remediation.Verification.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemediationTest {
    private static final Instant NOW = Instant.parse("2018-09-20T20:00:00Z");
    private static final Plan PLAN = new Plan(
            new AssetId("web01.corp.example"),
            HostRef.named("web01.corp.example"),
            Goal.READY,
            List.of(new PlanStep(
                    10, "os-7-sp1", "windows/x", "a".repeat(64), Map.of(), List.of(), Restart.NONE, "R1")));

    @Test
    void takesAnApprovalOnlyForItsOwnPlan() {
        // Given
        Approval forAnotherPlan = new Approval("user:alice", NOW, "b".repeat(64), NOW.plusSeconds(60));
        // When, Then
        assertThatThrownBy(() -> proposed().approve(forAnotherPlan)).hasMessageContaining("another plan");
    }

    @Test
    void livesFromProposalToVerifiedThroughARestart() {
        Verifying verifying = running().snapshotTaken(snapshot()).rebooting(NOW).verifying(NOW);
        Remediation end = verifying.verified(heard(Verdict.PASSED));
        assertThat(end.state()).isEqualTo(Remediation.State.VERIFIED);
        assertThat(end.ended()).isTrue();
    }

    @Test
    void isNotVerifiedByAnUnknown() {
        Verifying verifying = running().snapshotTaken(snapshot()).verifying(NOW);
        assertThatThrownBy(() -> verifying.verified(heard(Verdict.UNKNOWN))).hasMessageContaining("UNKNOWN");
    }

    @Test
    void cannotClaimAChangeBeforeItsSnapshotIsTaken() {
        assertThatThrownBy(() -> running().verifying(NOW)).hasMessageContaining("snapshot");
        assertThatThrownBy(() -> running().rebooting(NOW)).hasMessageContaining("snapshot");
    }

    @Test
    void keepsTheNamesUnderWhichStatesAreStored() {
        assertThat(Remediation.State.values())
                .extracting(Remediation.State::wire)
                .containsExactly(
                        "Proposed",
                        "Approved",
                        "Scheduled",
                        "Running",
                        "AwaitingReboot",
                        "Verifying",
                        "Verified",
                        "Failed",
                        "RolledBack",
                        "Rejected",
                        "Expired",
                        "Withdrawn");
        assertThat(Remediation.State.ofWire("RolledBack")).contains(Remediation.State.ROLLED_BACK);
        assertThat(Remediation.State.ofWire("ROLLED_BACK")).isEmpty();
    }

    @Test
    void needsAReasonToBeRejected() {
        assertThatThrownBy(() -> proposed().reject("user:alice", " ", NOW)).hasMessageContaining("reason");
    }

    @Test
    void holdsAVerificationWithoutWitnessesForUnknown() {
        assertThat(new Verification(NOW, List.of()).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void letsOneFailedWitnessDecide() {
        Verification verification = new Verification(
                NOW,
                List.of(
                        new Witness("read-back", Verdict.PASSED, "."),
                        new Witness("handshake", Verdict.UNKNOWN, "."),
                        new Witness("handshake", Verdict.FAILED, ".")));
        assertThat(verification.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void refusesAFailureOfAnotherKindThanItsCode() {
        assertThatThrownBy(() -> new Failure.Transient(FailureCode.PLAN_DRIFTED, "x"))
                .hasMessageContaining("UNSAFE");
    }

    @Test
    void opensAWindowAtItsFirstMomentAndClosesItAtItsLast() {
        ChangeWindow window = new ChangeWindow(NOW, NOW.plus(Duration.ofHours(1)));
        assertThat(window.open(NOW)).isTrue();
        assertThat(window.open(window.closes())).isFalse();
        assertThat(window.roomFor(NOW, Duration.ofHours(1))).isTrue();
        assertThat(window.roomFor(NOW.plusSeconds(1), Duration.ofHours(1))).isFalse();
    }

    private static Proposed proposed() {
        return new Proposed(new Subject("r-1", PLAN, "HQ", NOW));
    }

    private static Running running() {
        Approval approval = new Approval("user:alice", NOW, PLAN.hash(), NOW.plus(Duration.ofDays(7)));
        ChangeWindow window = new ChangeWindow(NOW, NOW.plus(Duration.ofHours(6)));
        return proposed().approve(approval).schedule(window).start("run-1", NOW);
    }

    private static Snapshot snapshot() {
        return new Snapshot(NOW, NOW.minusSeconds(3600), Map.of("10.1", Map.of("kind", "absent")));
    }

    private static Verification heard(Verdict verdict) {
        return new Verification(NOW, List.of(new Witness("read-back", verdict, "so it is")));
    }
}
