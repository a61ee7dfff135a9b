package io.ratchet.playbooks;

import static io.ratchet.playbooks.Decided.WINHTTP;
import static io.ratchet.playbooks.Decided.WINHTTP_32;
import static io.ratchet.playbooks.Decided.dword;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Verification.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of a host's answers: drift, snapshot, read-back. */
class JudgementTest {
    private static final Instant BOOT = Instant.parse("2018-09-01T03:00:00Z");
    private static final Plan VALUES = Decided.plan(Decided.step(
            10,
            "windows/winhttp-default-protocols",
            dword(WINHTTP, "DefaultSecureProtocols", RegistryData.dword(160), 2176),
            dword(WINHTTP_32, "DefaultSecureProtocols", null, 2688)));
    private static final Plan UPDATE =
            Decided.plan(Decided.step(10, "windows/update-kb", new Change.Update("KB3140245")));

    @Test
    void aHostAsAssumedHasNotDrifted() {
        assertThat(Drift.check(VALUES, assess(found("10.1", "dword", "160"), found("10.2", "absent", null))))
                .isEmpty();
    }

    @Test
    void aValueThatIsAlreadyAsPlannedIsNoDrift() {
        assertThat(Drift.check(VALUES, assess(found("10.1", "dword", "2176"), found("10.2", "dword", "2688"))))
                .isEmpty();
    }

    @Test
    void aChangeThatAssumesNothingCannotDrift() {
        assertThat(Drift.check(VALUES, assess(found("10.1", "dword", "160"), found("10.2", "string", "anything"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"dword, 2720", "absent, ", "string, 160", "qword, 160"})
    void anotherValueThanAssumedIsDrift(String kind, @Nullable String value) {
        Optional<Failure> drift =
                Drift.check(VALUES, assess(found("10.1", kind, value), found("10.2", "absent", null)));

        assertThat(drift).map(Failure::code).contains(FailureCode.PLAN_DRIFTED);
        assertThat(drift.orElseThrow().message())
                .contains("dword 160")
                .contains("10.1")
                .contains(WINHTTP);
    }

    @Test
    void aValueThatCannotBeAssessedStopsTheRun() {
        assertThat(code(Drift.check(
                        VALUES, assess(error("10.1", "UNSUPPORTED-KIND: no"), found("10.2", "absent", null)))))
                .isEqualTo(FailureCode.PLAN_DRIFTED);
        assertThat(code(Drift.check(VALUES, assess(error("10.1", "ACCESS-DENIED: no"), found("10.2", "absent", null)))))
                .isEqualTo(FailureCode.HOST_ACCESS_DENIED);
        assertThat(code(Drift.check(VALUES, assess(found("10.1", "dword", "160")))))
                .isEqualTo(FailureCode.HOST_NO_ANSWER);
    }

    @Test
    void nothingIsInstalledWhileARestartIsPending() {
        assertThat(code(Drift.check(UPDATE, assess(identity("true"), state("10.1", "not-installed")))))
                .isEqualTo(FailureCode.PLAN_DRIFTED);
        assertThat(Drift.check(UPDATE, assess(identity("false"), state("10.1", "not-installed"))))
                .isEmpty();
        assertThat(Drift.check(UPDATE, assess(identity("true"), state("10.1", "installed"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "WEB01, 4c4c4544-0000-2010-8020-80c04f202020, corp.example, true",
        "WEB01, 44454c4c-0000-1020-8020-80c04f202020, corp.example, true",
        "WEB01, 4c4c4544-0000-2010-8020-80c04f202020, other.example, true",
        "WEB01, 4c4c4544-0000-2010-8020-80c04f202021, corp.example, false",
        "WEB01, , corp.example, false",
        "WEB02, 4c4c4544-0000-2010-8020-80c04f202020, corp.example, false"
    })
    void theMachineIsKnownByNameAndUuidInEitherByteOrder(
            String name, @Nullable String uuid, String domain, boolean same) {
        PhaseAnswer answer = answer(name, uuid, domain, found("10.1", "dword", "160"), found("10.2", "absent", null));

        assertThat(Drift.check(VALUES, answer).map(Failure::code))
                .isEqualTo(same ? Optional.empty() : Optional.of(FailureCode.IDENTITY_MISMATCH));
    }

    @ParameterizedTest
    @CsvSource({
        "web01.corp.example, WEB01, corp.example, true",
        "web01.corp.example, WEB01, , true",
        "web01.corp.example, WEB01, other.example, false",
        "web01.corp.example, WEB02, corp.example, false",
        "averylonghostname.corp.example, AVERYLONGHOSTNA, corp.example, true",
        "web01, WEB01, corp.example, true"
    })
    void withoutAUuidTheDomainMustAgreeToo(String fqdn, String name, @Nullable String domain, boolean same) {
        Plan plan = new Plan(VALUES.asset(), HostRef.named(fqdn), Goal.READY, VALUES.steps());
        PhaseAnswer answer =
                answer(name, "whatever", domain, found("10.1", "dword", "160"), found("10.2", "absent", null));

        assertThat(Drift.check(plan, answer).isEmpty()).isEqualTo(same);
    }

    @Test
    void whatTheScriptItselfSaysOfTheMachineCounts() {
        assertThat(code(Drift.check(
                        VALUES,
                        assess(
                                error("0", "IDENTITY-MISMATCH: no"),
                                found("10.1", "dword", "160"),
                                found("10.2", "absent", null)))))
                .isEqualTo(FailureCode.IDENTITY_MISMATCH);
    }

    @Test
    void aMachineThatCouldNotBeLookedAtIsNotCalledAnotherOne() {
        assertThat(code(Drift.check(VALUES, assess(error("0", "WRONG-SHELL: no")))))
                .isEqualTo(FailureCode.PLAN_DRIFTED);
        assertThat(code(Drift.check(VALUES, assess(error("0", "ACCESS-DENIED: no")))))
                .isEqualTo(FailureCode.HOST_ACCESS_DENIED);
    }

    @ParameterizedTest
    @CsvSource({"weird, 1", "dword, one", "dword, 4294967296", "dword, "})
    void anAnswerThatIsNoRegistryValueIsNotBelieved(String kind, @Nullable String value) {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(
                        () -> Drift.check(VALUES, assess(found("10.1", kind, value), found("10.2", "absent", null))))
                .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.HOST_NO_ANSWER));
    }

    @Test
    void readBackPassesOnlyWhenEverythingIsAsPlanned() {
        assertThat(verdict(VALUES, found("10.1", "dword", "2176"), found("10.2", "dword", "2688")))
                .isEqualTo(Verdict.PASSED);
        assertThat(verdict(VALUES, found("10.1", "dword", "2176"), found("10.2", "dword", "2720")))
                .isEqualTo(Verdict.FAILED);
        assertThat(verdict(VALUES, found("10.1", "dword", "2176"), found("10.2", "absent", null)))
                .isEqualTo(Verdict.FAILED);
        assertThat(verdict(VALUES, found("10.1", "dword", "2176"))).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(VALUES, found("10.1", "dword", "2176"), error("10.2", "FAILED: x")))
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(VALUES, error("10.1", "FAILED: x"), found("10.2", "absent", null)))
                .isEqualTo(Verdict.FAILED);
        assertThat(verdict(
                        VALUES,
                        error("0", "IDENTITY-MISMATCH: x"),
                        found("10.1", "dword", "2176"),
                        found("10.2", "dword", "2688")))
                .isEqualTo(Verdict.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"installed, PASSED", "covered, PASSED", "not-installed, FAILED"})
    void anUpdateIsThereWhenListedOrCovered(String state, Verdict verdict) {
        assertThat(verdict(UPDATE, state("10.1", state))).isEqualTo(verdict);
    }

    @Test
    void undoNeedsASnapshotThatHoldsEveryChange() {
        Snapshot none = new Snapshot(BOOT, BOOT, Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PhaseScripts.render(VALUES, Phase.UNDO, "run-1", null, PlaybookCatalogue::shipped));
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> PhaseScripts.render(VALUES, Phase.UNDO, "run-1", none, PlaybookCatalogue::shipped))
                .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.UNDO_FAILED));
    }

    @Test
    void aPlaybookThatChangedAfterTheApprovalIsNotRunButCanBeUndone() {
        PlanStep step = VALUES.steps().get(0);
        PlanStep older = new PlanStep(
                step.order(),
                step.system(),
                step.playbook(),
                "0".repeat(64),
                step.parameters(),
                step.changes(),
                step.restart(),
                step.rule());
        Plan plan = new Plan(VALUES.asset(), VALUES.host(), Goal.READY, List.of(older));
        Snapshot snapshot =
                Snapshots.taken(plan, assess(found("10.1", "dword", "160"), found("10.2", "absent", null)), BOOT);

        for (Phase phase : List.of(Phase.ASSESS, Phase.APPLY))
            assertThatExceptionOfType(FailureException.class)
                    .isThrownBy(() -> PhaseScripts.render(plan, phase, "run-1", null, PlaybookCatalogue::shipped))
                    .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.PLAN_CHANGED));
        assertThat(PhaseScripts.render(plan, Phase.UNDO, "run-1", snapshot, PlaybookCatalogue::shipped)
                        .text())
                .startsWith("# ratchet-phase/1\n");
    }

    @Test
    void aSnapshotHoldsWhatStoodThereAndWhichKeysExisted() {
        Snapshot snapshot =
                Snapshots.taken(VALUES, assess(found("10.1", "dword", "160"), found("10.2", "absent", null)), BOOT);

        assertThat(snapshot.before()).containsOnlyKeys("10.1", "10.2");
        assertThat(snapshot.before().get("10.1")).containsEntry("value", "160").containsKey("nearestKey");
        assertThat(snapshot.bootTime()).isEqualTo(BOOT);
    }

    private static FailureCode code(Optional<Failure> failure) {
        return failure.orElseThrow().code();
    }

    private static Verdict verdict(Plan plan, StepResult... results) {
        return ReadBack.check(plan, assess(results)).verdict();
    }

    private static PhaseAnswer assess(StepResult... results) {
        return answer("WEB01", SimulatedHost.UUID, "corp.example", results);
    }

    private static PhaseAnswer answer(
            String name, @Nullable String uuid, @Nullable String domain, StepResult... results) {
        return new PhaseAnswer("run-1", Phase.ASSESS, BOOT, name, uuid, domain, new ArrayList<>(List.of(results)));
    }

    private static StepResult found(String call, String kind, @Nullable String value) {
        Map<String, String> data = value == null
                ? Map.of("kind", kind, "nearestKey", "HKLM\\SOFTWARE")
                : Map.of("kind", kind, "value", value, "nearestKey", "HKLM\\SOFTWARE");
        return new StepResult(call, "registry", false, data, data, "none", null);
    }

    private static StepResult state(String call, String state) {
        return new StepResult(
                call, "update-install", false, Map.of("state", state), Map.of("state", state), "none", null);
    }

    private static StepResult identity(String pendingReboot) {
        return new StepResult(
                "0", "host-identity", false, Map.of(), Map.of("pendingReboot", pendingReboot), "none", null);
    }

    private static StepResult error(String call, String error) {
        return new StepResult(call, "registry", false, Map.of(), Map.of(), "none", error);
    }
}
