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
import io.ratchet.domain.remediation.Remediation.AwaitingReboot;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Restarting;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every state of a run under way keeps, whatever happens around it. */
class UnderWayTest {
    private static final Instant NOW = Instant.parse("2018-09-20T20:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(900);
    private static final Instant BOOT = NOW.minusSeconds(86_400);
    private static final Plan PLAN = new Plan(
            new AssetId("web01.corp.example"),
            HostRef.named("web01.corp.example"),
            Goal.READY,
            List.of(new PlanStep(
                    10, "os-7-sp1", "windows/x", "a".repeat(64), Map.of(), List.of(), Restart.NONE, "R1")));
    private static final Failure AWAY = Failure.of(FailureCode.HOST_UNREACHABLE, "No route.");
    private static final Trouble TROUBLE = new Trouble(2, AWAY, NOW, LATER);
    private static final Approval APPROVAL = approvedBy("user:alice");
    private static final ChangeWindow TONIGHT = new ChangeWindow(NOW, NOW.plus(Duration.ofHours(4)));
    private static final ChangeWindow TOMORROW = new ChangeWindow(
            NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1).plusHours(4)));

    static Stream<UnderWay> states() {
        Running assessed = running().snapshotTaken(new Snapshot(NOW, BOOT, Map.of()));
        return Stream.of(
                running(),
                assessed,
                assessed.rebooting(BOOT, NOW),
                assessed.verifying(NOW),
                assessed.undo(AWAY, NOW),
                assessed.undo(AWAY, NOW).begin(),
                assessed.undo(AWAY, NOW).undone(true, BOOT, NOW));
    }

    @ParameterizedTest
    @MethodSource("states")
    void troubleIsToldAndChangesNothingElse(UnderWay state) {
        UnderWay troubled = state.troubled(TROUBLE);
        assertThat(troubled.trouble()).isEqualTo(TROUBLE);
        assertThat(troubled.with(state.run(), null)).isEqualTo(state);
        assertThat(troubled.runId()).isEqualTo("run-1");
        assertThat(troubled.approval()).isEqualTo(APPROVAL);
        assertThat(troubled.window()).isEqualTo(TONIGHT);
    }

    @ParameterizedTest
    @MethodSource("states")
    void aNewApprovalIsTakenInTheSameState(UnderWay state) {
        Approval renewed = approvedBy("user:bob");
        UnderWay going = state.renew(renewed);
        assertThat(going.approval()).isEqualTo(renewed);
        assertThat(going.renew(APPROVAL)).isEqualTo(state);
    }

    @ParameterizedTest
    @MethodSource("states")
    void waitsForItsNextWindowAndCountsTheOneThatClosed(UnderWay state) {
        UnderWay waiting = state.waitFor(TOMORROW, TROUBLE);
        assertThat(waiting.state()).isEqualTo(state.state());
        assertThat(waiting.window()).isEqualTo(TOMORROW);
        assertThat(waiting.run().missed()).isEqualTo(1);
        assertThat(waiting.trouble()).isEqualTo(TROUBLE);
        assertThat(waiting.fail(AWAY, LATER).state()).isEqualTo(State.FAILED);
    }

    static Stream<Restarting> restarts() {
        return states().filter(Restarting.class::isInstance).map(Restarting.class::cast);
    }

    @ParameterizedTest
    @MethodSource("restarts")
    void rememberWhenTheRestartWasFirstAndLastAskedFor(Restarting state) {
        // When
        Restarting once = state.restarting(LATER);
        Restarting twice = ((Restarting) once.troubled(TROUBLE)).restarting(LATER.plusSeconds(60));

        // Then
        assertThat(state.asked()).isNull();
        assertThat(once.asked()).isEqualTo(LATER);
        assertThat(once.since()).as("from now on it is restarting").isEqualTo(LATER);
        assertThat(twice.asked()).isEqualTo(LATER.plusSeconds(60));
        assertThat(twice.since()).as("the first request").isEqualTo(LATER);
        assertThat(twice.trouble()).isNull();
        assertThat(twice.bootTime()).isEqualTo(BOOT);
    }

    @ParameterizedTest
    @MethodSource("restarts")
    void keepAllElseWhenTheHostTellsItsBootByAnotherTime(Restarting state) {
        // Given
        Instant boot = BOOT.plusSeconds(3600);
        Restarting asked = state.restarting(LATER);

        // When
        Restarting under = asked.under(boot);

        // Then
        assertThat(under.bootTime()).isEqualTo(boot);
        assertThat(under).usingRecursiveComparison().ignoringFields("bootTime").isEqualTo(asked);
    }

    @Test
    void leavesTheRunWithoutAChangeWithItsReason() {
        assertThat(running().expire(LATER).at()).isEqualTo(LATER);
        assertThat(running().withdraw("cancelled", LATER).because()).isEqualTo("cancelled");
        assertThat(new Proposed(subject()).withdraw("no longer decided", LATER).because())
                .isEqualTo("no longer decided");
    }

    @Test
    void undoesAndAwaitsOnlyWithTheSnapshotItTook() {
        Snapshot taken = new Snapshot(NOW, BOOT, Map.of());
        AwaitingReboot restarting = running().snapshotTaken(taken).rebooting(BOOT, NOW);
        assertThat(restarting.snapshot()).isEqualTo(taken);
        assertThat(running().snapshotTaken(taken).undo(AWAY, NOW).snapshot()).isEqualTo(taken);
        assertThatThrownBy(() -> running().undo(AWAY, NOW)).hasMessageContaining("snapshot");
    }

    @Test
    void countsAMissedWindowAndNotOneThatAPersonPutOff() {
        // Given
        Scheduled scheduled = scheduled();

        // When
        Deferred missed = scheduled.defer(AWAY, NOW, LATER);
        Deferred put = missed.putOff(AWAY, NOW, LATER);

        // Then
        assertThat(missed.missed()).isEqualTo(1);
        assertThat(put.missed()).isEqualTo(1);
        assertThat(put.defer(AWAY, NOW, LATER).missed()).isEqualTo(2);
        assertThat(put.hasten(NOW).notBefore()).isEqualTo(NOW);
        assertThat(missed.fail(AWAY, LATER).failure()).isEqualTo(AWAY);
        assertThat(scheduled.schedule(TOMORROW).window()).isEqualTo(TOMORROW);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Trouble(0, AWAY, NOW, LATER)).hasMessageContaining("attempt");
        assertThatThrownBy(() -> new Run(APPROVAL, TONIGHT, "run-1", -1, 1)).hasMessageContaining("counted from 0");
        assertThatThrownBy(() -> new Run(APPROVAL, TONIGHT, " ", 0, 1)).hasMessageContaining("run id");
        assertThatThrownBy(() -> new Run(APPROVAL, TONIGHT, "run-1", 0, 0)).hasMessageContaining("from 1");
        assertThatThrownBy(() -> new Approval("user:alice", NOW, PLAN.hash(), NOW))
                .hasMessageContaining("expires after");
        assertThatThrownBy(() -> new ChangeWindow(NOW, NOW)).hasMessageContaining("window");
    }

    private static Subject subject() {
        return new Subject("r-1", PLAN, "HQ", NOW);
    }

    private static Scheduled scheduled() {
        return new Proposed(subject()).approve(APPROVAL).schedule(TONIGHT);
    }

    private static Running running() {
        return scheduled().start("run-1", NOW);
    }

    private static Approval approvedBy(String person) {
        return new Approval(person, NOW, PLAN.hash(), NOW.plus(Duration.ofDays(7)));
    }
}
