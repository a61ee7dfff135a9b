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
        Verifying verifying = running()
                .snapshotTaken(snapshot())
                .rebooting(NOW.minusSeconds(3600), NOW)
                .verifying(NOW);
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
        assertThatThrownBy(() -> running().rebooting(NOW.minusSeconds(3600), NOW))
                .hasMessageContaining("snapshot");
    }

    @Test
    void isDeferredWithdrawnOrExpiredOnlyWhileTheHostIsUntouched() {
        Failure away = Failure.of(FailureCode.HOST_UNREACHABLE, "Nobody answers.");
        assertThat(running().defer(away, NOW, NOW).missed()).isEqualTo(1);
        Running changing = running().snapshotTaken(snapshot());
        assertThatThrownBy(() -> changing.defer(away, NOW, NOW)).hasMessageContaining("cannot be deferred");
        assertThatThrownBy(() -> changing.withdraw("no", NOW)).hasMessageContaining("cannot be withdrawn");
        assertThatThrownBy(() -> changing.expire(NOW)).hasMessageContaining("does not expire");
    }

    @Test
    void countsTheWindowsItMissesUntilItBegins() {
        // Given
        Failure away = Failure.of(FailureCode.HOST_UNREACHABLE, "Nobody answers.");
        ChangeWindow tomorrow = new ChangeWindow(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)));
        // When
        Running again = running().defer(away, NOW, NOW).schedule(tomorrow).start("run-2", NOW);
        // Then
        assertThat(again.run().missed()).isEqualTo(1);
        assertThat(again.defer(away, NOW, NOW).missed()).isEqualTo(2);
    }

    @Test
    void isRolledBackOnlyOnceItWasUndoneAndLookedAt() {
        // Given
        Failure because = Failure.of(FailureCode.VERIFY_FAILED, "The port still offers TLS 1.0.");
        Verifying verifying = running().snapshotTaken(snapshot()).verifying(NOW);
        // When
        Remediation end =
                verifying.undo(because, NOW).begin().undone(false, NOW, NOW).rolledBack(NOW);
        // Then
        assertThat(end.state()).isEqualTo(Remediation.State.ROLLED_BACK);
        assertThat(((Remediation.RolledBack) end).because()).isEqualTo(because);
    }

    @Test
    void goesOnUnderANewApprovalOfTheSamePlanOnly() {
        // Given
        Running running = running();
        Approval same = new Approval("user:bob", NOW, PLAN.hash(), NOW.plus(Duration.ofDays(9)));
        Approval other = new Approval("user:bob", NOW, "b".repeat(64), NOW.plus(Duration.ofDays(9)));
        // When, Then
        assertThat(running.renew(same).approval()).isEqualTo(same);
        assertThatThrownBy(() -> running.renew(other)).hasMessageContaining("another plan");
    }

    @Test
    void isStoppedByItsOwnItsSitesOrTheGeneralStop() {
        assertThat(stop(Stop.ALL).concerns("r-1", null)).isTrue();
        assertThat(stop(Stop.site("HQ")).concerns("r-1", "HQ")).isTrue();
        assertThat(stop(Stop.site(" hq ")).concerns("r-1", "HQ")).isTrue();
        assertThat(stop(Stop.site("HQ")).concerns("r-1", "PLANT")).isFalse();
        assertThat(stop(Stop.site("HQ")).concerns("r-1", null)).isFalse();
        assertThat(stop(Stop.run("r-1")).concerns("r-1", "HQ")).isTrue();
        assertThat(stop(Stop.run("r-2")).concerns("r-1", "HQ")).isFalse();
        assertThatThrownBy(() -> stop("host:web01")).hasMessageContaining("site:NAME");
    }

    private static Stop stop(String scope) {
        return new Stop(scope, "user:alice", "look first", NOW);
    }

    @Test
    void keepsTheNamesUnderWhichStatesAreStored() {
        assertThat(Remediation.State.values())
                .extracting(Remediation.State::wire)
                .containsExactly(
                        "Proposed",
                        "Approved",
                        "Scheduled",
                        "Deferred",
                        "Running",
                        "AwaitingReboot",
                        "Verifying",
                        "Undoing",
                        "UndoVerifying",
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
