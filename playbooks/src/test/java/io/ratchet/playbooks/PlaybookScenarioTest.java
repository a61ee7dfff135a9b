package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Verification.Verdict;
import io.ratchet.playbooks.WindowsDouble.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every playbook from assess to undo, in the real engine over a double of Windows. */
class PlaybookScenarioTest {
    private static final Map<String, Samples> SAMPLES = Samples.all();
    private static final Map<String, Outcome> ASSESSED = new LinkedHashMap<>();
    private static Map<String, List<Outcome>> ran = Map.of();

    @BeforeAll
    static void runAll() {
        Engine.required();
        WindowsDouble first = new WindowsDouble();
        SAMPLES.forEach((id, sample) -> first.host(id, sample.host().state()).runs(script(sample, Phase.ASSESS)));
        first.run().forEach((id, outcomes) -> ASSESSED.put(id, outcomes.get(0)));
        WindowsDouble second = new WindowsDouble();
        SAMPLES.forEach((id, sample) -> {
            WindowsDouble.Host host = second.host(id, sample.host().state())
                    .runs(script(sample, Phase.APPLY))
                    .runs(PhaseScripts.apply(
                                    sample.plan(), "run-APPLY", snapshot(id), null, true, PlaybookCatalogue::shipped)
                            .text());
            if (sample.plan().restart() == Restart.REBOOT) host.runs(script(sample, Phase.REBOOT));
            else host.restarts();
            host.runs(script(sample, Phase.VERIFY));
            host.runs(PhaseScripts.render(
                            sample.plan(), Phase.UNDO, "run-APPLY", snapshot(id), PlaybookCatalogue::shipped)
                    .text());
        });
        ran = second.run();
    }

    static List<String> playbooks() {
        return List.copyOf(SAMPLES.keySet());
    }

    @Test
    void coversTheWholeCatalogue() {
        assertThat(SAMPLES.keySet())
                .containsExactlyInAnyOrderElementsOf(PlaybookCatalogue.shipped().all().stream()
                        .map(Playbook::id)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("playbooks")
    void assessReadsOnlyAndFindsNoDrift(String id) {
        Outcome assessed = ASSESSED.get(id);

        assertThat(assessed.loud()).isEmpty();
        assertThat(Drift.check(plan(id), assessed.answer("run-ASSESS"))).isEmpty();
        assertThat(canonical(assessed.state()))
                .isEqualTo(canonical(SAMPLES.get(id).host().state()));
    }

    @ParameterizedTest
    @MethodSource("playbooks")
    void applyChangesTheHostOnce(String id) {
        PhaseAnswer first = outcome(id, 0).answer("run-APPLY");
        PhaseAnswer again = outcome(id, 1).answer("run-APPLY");

        assertThat(first.succeeded()).as("%s", first).isTrue();
        assertThat(first.results()).anyMatch(PhaseAnswer.StepResult::changed);
        assertThat(again.succeeded()).isTrue();
        assertThat(canonical(outcome(id, 1).state()))
                .isEqualTo(canonical(outcome(id, 0).state()));
    }

    @ParameterizedTest
    @MethodSource("playbooks")
    void verifyReadsBackWhatWasPlannedAfterTheRestart(String id) {
        PhaseAnswer verified = outcome(id, 3).answer("run-VERIFY");

        assertThat(ReadBack.check(plan(id), verified).verdict())
                .as("%s", verified)
                .isEqualTo(Verdict.PASSED);
        assertThat(verified.bootTime())
                .isAfter(ASSESSED.get(id).answer("run-ASSESS").bootTime());
    }

    @ParameterizedTest
    @MethodSource("playbooks")
    void undoRestoresTheRegistryExactlyAbsenceIncluded(String id) {
        PhaseAnswer undone = outcome(id, 4).answer("run-APPLY");

        assertThat(undone.succeeded()).as("%s", undone).isTrue();
        assertThat(outcome(id, 4).state().get("registry"))
                .isEqualTo(SAMPLES.get(id).host().state().get("registry"));
    }

    @ParameterizedTest
    @MethodSource("playbooks")
    void asksTheDoubleForNothingItDoesNotKnowAndLeavesNoTaskBehind(String id) {
        assertThat(ran.get(id)).allSatisfy(outcome -> {
            assertThat(outcome.loud()).isEmpty();
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.state().get("tasks")).isEmpty();
            assertThat(outcome.left())
                    .allMatch(file -> file.endsWith(".result")
                            || file.endsWith("install.ps1")
                            || file.endsWith("\\Ratchet\\run")
                            || file.endsWith("\\Ratchet\\undone"));
        });
    }

    private static Plan plan(String id) {
        return SAMPLES.get(id).plan();
    }

    private static Outcome outcome(String id, int step) {
        return ran.get(id).get(step);
    }

    private static String script(Samples sample, Phase phase) {
        return PhaseScripts.render(sample.plan(), phase, "run-" + phase, null, PlaybookCatalogue::shipped)
                .text();
    }

    private static Snapshot snapshot(String id) {
        return Snapshots.taken(plan(id), ASSESSED.get(id).answer("run-ASSESS"), Instant.EPOCH);
    }

    private static JsonNode canonical(JsonNode state) {
        ObjectNode copy = state.deepCopy();
        copy.remove("waiting");
        return copy;
    }
}
