package io.ratchet.routes.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.playbooks.Planned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LaterLegTest {
    private static final Change UPDATE = new Change.Update("KB4019276");
    private static final Change VALUE = value(RegistryData.ABSENT, 1);

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of(value("Other", 1), "HKLM\\SOFTWARE\\Example, value Other."),
                Arguments.of(new Change.Update("KB3140245"), "KB3140245."),
                Arguments.of(new Change.Product("example/product", "1.2.3"), "example/product 1.2.3."),
                Arguments.of(new Change.Service("W3SVC", "restart"), "restart the service W3SVC."),
                Arguments.of(new Change.Command("iisreset"), "iisreset."));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void namesWhatWouldBeNeededBeyondWhatWasApproved(Change more, String words) {
        // When
        Optional<Failure> failure = changed(List.of(VALUE), List.of(VALUE, more));
        // Then
        assertThat(failure).hasValueSatisfying(why -> {
            assertThat(why.code()).isEqualTo(FailureCode.PLAN_CHANGED);
            assertThat(why.message()).isEqualTo("By what is known now more would be needed: " + words);
        });
    }

    @ParameterizedTest
    @MethodSource("changes")
    void namesWhatWasApprovedAndWouldNotBeNeeded(Change less, String words) {
        // When
        Optional<Failure> failure = changed(List.of(VALUE, less), List.of(VALUE));
        // Then
        assertThat(failure)
                .hasValueSatisfying(why ->
                        assertThat(why.message()).isEqualTo("By what is known now this would not be needed: " + words));
    }

    @Test
    void isContentWithTheSameChanges() {
        assertThat(changed(List.of(VALUE), List.of(VALUE))).isEmpty();
    }

    @Test
    void leavesWhatStoodThereBeforeToTheCheckForDrift() {
        assertThat(changed(List.of(VALUE), List.of(value(RegistryData.dword(0), 1))))
                .isEmpty();
        assertThat(changed(List.of(VALUE), List.of(value(RegistryData.ABSENT, 0))))
                .isPresent();
    }

    @Test
    void takesARestartForNoChange() {
        assertThat(changed(List.of(VALUE), List.of(VALUE, new Change.Reboot()))).isEmpty();
        assertThat(changed(List.of(VALUE, new Change.Reboot()), List.of(VALUE))).isEmpty();
    }

    @Test
    void saysWhyNothingWouldBePlannedAnyMore() {
        assertThat(LaterLeg.changed(
                        approved(List.of(VALUE)), 2, nothingRead(), new Planned.Missing("An owner is missing.")))
                .hasValueSatisfying(why -> assertThat(why.message())
                        .isEqualTo("By what is known now it would not be planned any more: An owner is missing."));
    }

    private static Optional<Failure> changed(List<Change> approved, List<Change> fresh) {
        Plan now = new Plan(new AssetId("web01"), HostRef.named("web01"), Goal.READY, List.of(step(1, 1, fresh)));
        return LaterLeg.changed(approved(approved), 2, nothingRead(), new Planned.Ready(now));
    }

    /** An update in the first leg, {@code changes} in the second. */
    private static Plan approved(List<Change> changes) {
        return new Plan(
                new AssetId("web01"),
                HostRef.named("web01"),
                Goal.READY,
                List.of(step(1, 1, List.of(UPDATE)), step(2, 2, new ArrayList<>(changes))));
    }

    private static PlanStep step(int order, int leg, List<Change> changes) {
        return new PlanStep(
                order, "windows/any", "windows/any", "a".repeat(64), Map.of(), changes, Restart.REBOOT, "any", leg);
    }

    private static PhaseAnswer nothingRead() {
        return new PhaseAnswer("run-1", Phase.ASSESS, Instant.EPOCH, "WEB01", null, null, List.of());
    }

    private static Change value(String name, long after) {
        return new Change.Registry("HKLM\\SOFTWARE\\Example", name, RegistryData.ABSENT, RegistryData.dword(after));
    }

    private static Change value(RegistryData before, long after) {
        return new Change.Registry("HKLM\\SOFTWARE\\Example", "Enabled", before, RegistryData.dword(after));
    }
}
