package io.ratchet.wire;

import static io.ratchet.wire.Examples.AT;
import static io.ratchet.wire.Examples.refused;
import static io.ratchet.wire.Examples.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.AwaitingReboot;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Remediation.UndoVerifying;
import io.ratchet.domain.remediation.Remediation.Verifying;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.domain.remediation.Verification;
import io.ratchet.domain.remediation.Verification.Verdict;
import io.ratchet.domain.remediation.Verification.Witness;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RemediationJsonTest {
    static List<Remediation> states() {
        Proposed proposed = new Proposed(new Subject("r-1", Examples.plan(), "HQ", AT));
        Approved approved = proposed.approve(
                new Approval("user:alice", AT, proposed.subject().plan().hash(), AT.plusSeconds(3600)));
        Scheduled scheduled = approved.schedule(new ChangeWindow(AT, AT.plusSeconds(600)));
        Running running = scheduled.start("run-1", AT);
        Running changing = running.snapshotTaken(new Snapshot(
                AT, AT.minusSeconds(9), Map.of("10.1", Map.of("kind", "dword", "value", "160"), "10.2", Map.of())));
        Verifying verifying = changing.verifying(AT);
        Failure failure = Failure.of(FailureCode.VERIFY_FAILED, "The port still offers TLS 1.0.");
        Trouble trouble =
                new Trouble(3, Failure.of(FailureCode.HOST_UNREACHABLE, "Nobody answers."), AT, AT.plusSeconds(80));
        ChangeWindow next = new ChangeWindow(AT.plusSeconds(86400), AT.plusSeconds(90000));
        UndoVerifying restored = verifying.undo(failure, AT).undone(true, AT.minusSeconds(9), AT);
        return List.of(
                proposed,
                new Proposed(new Subject("r-2", Examples.plan(), null, AT)),
                approved,
                scheduled,
                scheduled.troubled(trouble),
                running,
                changing,
                changing.troubled(trouble),
                changing.rebooting(AT.minusSeconds(9), AT),
                changing.rebooting(AT.minusSeconds(9), AT).restarting(AT.plusSeconds(1)),
                secondLeg(),
                scheduled.defer(failure, AT, AT.plusSeconds(86400)),
                running.defer(failure, AT, AT.plusSeconds(86400)).schedule(next),
                verifying,
                verifying.waitFor(next, trouble),
                verifying.undo(failure, AT),
                verifying.undo(failure, AT).begin(),
                restored,
                restored.restarting(AT),
                verifying.verified(
                        new Verification(AT, List.of(new Witness("read-back", Verdict.PASSED, "The value is 2176.")))),
                verifying.fail(failure, AT),
                restored.rolledBack(AT),
                proposed.reject("user:bob", "Not this week.", AT),
                approved.expire(AT),
                approved.withdraw("The host is gone.", AT));
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyStateComesBackAsItWasWritten(Remediation remediation) {
        // When
        JsonNode written = sent(RemediationJson.write(remediation));

        // Then
        assertThat(RemediationJson.read(written)).isEqualTo(remediation);
        Schemas.fits("plan-1", written.path("plan"));
    }

    @Test
    void noStateIsWithoutAnExample() {
        assertThat(states().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(records(Remediation.class));
    }

    private static List<Class<?>> records(Class<?> type) {
        return type.isRecord()
                ? List.of(type)
                : Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(each -> records(each).stream())
                        .toList();
    }

    @Test
    void readsARestartThatWasWrittenBeforeItsBootWasNoted() {
        // Given
        AwaitingReboot awaiting = states().stream()
                .filter(AwaitingReboot.class::isInstance)
                .map(AwaitingReboot.class::cast)
                .findFirst()
                .orElseThrow();
        ObjectNode old = RemediationJson.write(awaiting);
        old.remove("bootTime");

        // When, Then
        assertThat(((AwaitingReboot) RemediationJson.read(old)).bootTime())
                .isEqualTo(awaiting.snapshot().bootTime());
    }

    private static Running secondLeg() {
        Plan whole = Examples.plan();
        PlanStep last = new PlanStep(
                30, "os-7-sp1", "windows/x", "a".repeat(64), Map.of(), List.of(), Restart.NONE, "R030-x", 2);
        Plan plan = new Plan(
                whole.asset(),
                whole.host(),
                whole.goal(),
                Stream.concat(whole.steps().stream(), Stream.of(last)).toList());
        return new Proposed(new Subject("r-3", plan, "HQ", AT))
                .approve(new Approval("user:alice", AT, plan.hash(), AT.plusSeconds(3600)))
                .schedule(new ChangeWindow(AT, AT.plusSeconds(600)))
                .start("run-1", AT)
                .snapshotTaken(new Snapshot(AT, AT, Map.of()))
                .verifying(AT)
                .nextLeg(new Verification(AT, List.of(new Witness("read-back", Verdict.PASSED, "."))), AT);
    }

    @Test
    void namesALegOnlyWhereItIsNotTheFirst() {
        // Given
        ObjectNode second = RemediationJson.write(secondLeg());

        // Then
        assertThat(second.path("leg").asInt()).isEqualTo(2);
        assertThat(second.at("/plan/steps/2/leg").asInt()).isEqualTo(2);
        assertThat(second.at("/plan/steps/0").has("leg")).isFalse();
        assertThat(RemediationJson.write(states().get(5)).has("leg")).isFalse();
    }

    @Test
    void bindsAnApprovalOfAnEarlierKindOfHashToItsOwnPlan() {
        // Given
        Approved approved = (Approved) states().get(2);
        ObjectNode old = RemediationJson.write(approved);
        old.withObject("/approval").put("planHash", "0".repeat(64)).remove("hashOf");

        // When, Then
        assertThat(RemediationJson.read(old)).isEqualTo(approved);
    }

    @Test
    void refusesAStateAndAFailureThatAreNone() {
        // Given
        ObjectNode state = RemediationJson.write(states().get(0)).put("state", "Dreaming");
        ObjectNode failed = RemediationJson.write(states().stream()
                .filter(Remediation.Failed.class::isInstance)
                .findFirst()
                .orElseThrow());
        failed.withObject("/failure").put("code", "OUT-OF-LUCK");

        // Then
        refused(FailureCode.INTAKE_BAD_VALUE, "'state'", () -> RemediationJson.read(state));
        refused(FailureCode.INTAKE_BAD_VALUE, "'failure.code'", () -> RemediationJson.read(failed));
    }
}
