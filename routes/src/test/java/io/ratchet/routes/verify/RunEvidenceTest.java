package io.ratchet.routes.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Boot;
import io.ratchet.domain.finding.Observation.FileVersion;
import io.ratchet.domain.finding.Observation.InstalledProduct;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.Observation.Service;
import io.ratchet.domain.finding.Observation.UpdateInstalled;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.RegistryData.Kind;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.playbooks.PhaseScripts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a host answers becomes findings. */
class RunEvidenceTest {
    private static final Instant AT = Instant.parse("2018-09-20T22:30:00Z");
    private static final Instant BOOTED = Instant.parse("2018-09-01T03:00:00Z");
    private static final HostRef HOST = HostRef.named("web01.corp.example");
    private static final Change VALUE = new Change.Registry("HKLM\\x", "n", null, RegistryData.dword(1));
    private static final Change UPDATE = new Change.Update("KB3140245");

    // spotless:off
    static Stream<Arguments> table() {
        return Stream.of(
            Arguments.of(VALUE, Map.of("kind", "dword", "value", "1"), List.of(value(RegistryData.dword(1)))),
            Arguments.of(VALUE, Map.of("kind", "qword", "value", "5"), List.of(value(new RegistryData(Kind.QWORD, 5L)))),
            Arguments.of(VALUE, Map.of("kind", "string", "value", "a"), List.of(value(RegistryData.string("a")))),
            Arguments.of(VALUE, Map.of("kind", "expand-string", "value", "%a%"), List.of(value(new RegistryData(Kind.EXPAND_STRING, "%a%")))),
            Arguments.of(VALUE, Map.of("kind", "multi-string", "value", "a\nb"), List.of(value(new RegistryData(Kind.MULTI_STRING, List.of("a", "b"))))),
            Arguments.of(VALUE, Map.of("kind", "multi-string", "value", ""), List.of(value(new RegistryData(Kind.MULTI_STRING, List.of())))),
            Arguments.of(VALUE, Map.of("kind", "absent"), List.of(value(RegistryData.ABSENT))),
            Arguments.of(VALUE, Map.of(), List.of(value(RegistryData.ABSENT))),
            Arguments.of(UPDATE, Map.of("state", "installed"), List.of(new UpdateInstalled("KB3140245", Presence.PRESENT, null))),
            Arguments.of(UPDATE, Map.of("state", "covered"), List.of(new UpdateInstalled("KB3140245", Presence.PRESENT, null))),
            Arguments.of(UPDATE, Map.of("state", "not-installed"), List.of(new UpdateInstalled("KB3140245", Presence.ABSENT, null))),
            Arguments.of(UPDATE, Map.of(), List.of()),
            Arguments.of(new Change.Product("SQL Server", "11.0.5"), Map.of("version", "11.0.6"), List.of(
                new FileVersion("C:\\sql.exe", "11.0.6", Presence.PRESENT),
                new InstalledProduct("SQL Server", "11.0.6", null, "unknown", null, null))),
            Arguments.of(new Change.Product("SQL Server", "11.0.5"), Map.of(), List.of()),
            Arguments.of(new Change.Service("W3SVC", "restart"), Map.of("state", "running"), List.of(new Service("W3SVC", "running"))),
            Arguments.of(new Change.Service("W3SVC", "restart"), Map.of(), List.of()),
            Arguments.of(new Change.Reboot(), Map.of("state", "running"), List.of()));
    }
    // spotless:on

    @ParameterizedTest
    @MethodSource("table")
    void aCallSaysWhatStandsThereNow(Change change, Map<String, String> after, List<Observation> said) {
        // When
        List<Finding> findings = RunEvidence.of(plan(change), answer("10.1", after, null), "run-1", AT);

        // Then
        assertThat(findings.get(0).observation()).isEqualTo(new Boot(BOOTED));
        assertThat(findings.stream().skip(1).map(Finding::observation)).isEqualTo(said);
    }

    @Test
    void aCallThatFailedOrIsMissingSaysNothing() {
        assertThat(RunEvidence.of(plan(VALUE), answer("10.1", Map.of(), "FAILED: no"), "run-1", AT))
                .hasSize(1);
        assertThat(RunEvidence.of(plan(VALUE), answer("10.2", Map.of(), null), "run-1", AT))
                .hasSize(1);
    }

    @Test
    void theFilesOfAnUpdateSayWhetherItIsAtWork() {
        // Given an update with two files by which it is known, one of which is not there
        PlanStep step = new PlanStep(
                10,
                "os-7",
                "windows/update-kb",
                "a".repeat(64),
                Map.of("1.floor.C:\\b.dll", "6.1.1.2", "1.floor.C:\\a.dll", "6.1.1.1"),
                List.of(UPDATE),
                Restart.REBOOT,
                "R001-x");
        Plan plan = new Plan(new AssetId("web01.corp.example"), HOST, Goal.READY, List.of(step));
        PhaseAnswer answer = new PhaseAnswer(
                "run-1",
                Phase.VERIFY,
                BOOTED,
                "WEB01",
                null,
                null,
                List.of(
                        result("10.1", Map.of("state", "installed")),
                        result("10.1.1", Map.of("state", "present", "version", "6.1.1.9")),
                        result("10.1.2", Map.of("state", "absent"))));
        // When
        List<Finding> findings = RunEvidence.of(plan, answer, "run-1", AT);
        // Then
        assertThat(findings.stream().skip(1).map(Finding::observation))
                .containsExactly(
                        new UpdateInstalled("KB3140245", Presence.PRESENT, null),
                        new FileVersion("C:\\a.dll", "6.1.1.9", Presence.PRESENT));
        assertThat(PhaseScripts.filesLookedAt(step, 1))
                .containsExactly(Map.entry("10.1.1", "C:\\a.dll"), Map.entry("10.1.2", "C:\\b.dll"));
    }

    private static StepResult result(String call, Map<String, String> after) {
        return new StepResult(call, "any", false, Map.of(), after, "none", null);
    }

    @Test
    void aFindingSaysWhoSawItWhenAndWhere() {
        // When
        Finding finding = RunEvidence.of(plan(VALUE), answer("10.1", Map.of(), null), "run-1", AT)
                .get(1);

        // Then
        assertThat(finding.report().source()).isEqualTo("ratchet@run-1");
        assertThat(finding.report().method()).isEqualTo(Method.REGISTRY);
        assertThat(finding.record()).isEqualTo("call[10.1]");
        assertThat(finding.observedAt()).isEqualTo(AT);
        assertThat(finding.host()).isEqualTo(HOST);
        assertThat(finding.evidence().check()).isEqualTo("ratchet:read-back");
    }

    @Test
    void eachLookIsAReportOfItsOwn() {
        assertThat(RunEvidence.report("run-1", AT).sha256())
                .isEqualTo(RunEvidence.report("run-1", AT).sha256())
                .isNotEqualTo(RunEvidence.report("run-1", BOOTED).sha256())
                .isNotEqualTo(RunEvidence.report("run-2", AT).sha256());
    }

    private static Observation value(RegistryData data) {
        return new RegistryValue("HKLM\\x", "n", data);
    }

    private static Plan plan(Change change) {
        PlanStep step = new PlanStep(
                10,
                "os-7",
                "windows/x",
                "a".repeat(64),
                Map.of("1.versionPath", "C:\\sql.exe"),
                List.of(change),
                Restart.NONE,
                "R001-x");
        return new Plan(new AssetId("web01.corp.example"), HOST, Goal.READY, List.of(step));
    }

    private static PhaseAnswer answer(String call, Map<String, String> after, @Nullable String error) {
        StepResult result = new StepResult(call, "any", false, Map.of(), after, "none", error);
        return new PhaseAnswer("run-1", Phase.VERIFY, BOOTED, "WEB01", null, null, List.of(result));
    }
}
