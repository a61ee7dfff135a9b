package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionDifferenceTest {
    private static final Decision UPDATE = update("R013-a-floor", 10, "KB1", "windows/update-kb", Restart.REBOOT);

    @Test
    void theSameLinesAreUnchangedInAnyOrder() {
        // Given
        Decision other = update("R013-a-floor", 20, "KB2", "windows/update-kb", Restart.REBOOT);

        // When
        DecisionDifference difference = DecisionDifference.between(List.of(UPDATE, other), List.of(other, UPDATE));

        // Then
        assertThat(difference).isEqualTo(new DecisionDifference(List.of(), 0, 2));
    }

    @Test
    void anotherRuleThatSaysTheSameOnlyRewordsALine() {
        // When
        DecisionDifference difference = DecisionDifference.between(
                List.of(UPDATE), List.of(update("R014-another-floor", 10, "KB1", "windows/update-kb", Restart.REBOOT)));

        // Then
        assertThat(difference).isEqualTo(new DecisionDifference(List.of(), 1, 0));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of(UPDATE, update("R013-a-floor", 10, "KB1", "windows/other", Restart.REBOOT), "playbook"),
                Arguments.of(UPDATE, update("R013-a-floor", 10, "KB1", "windows/update-kb", Restart.NONE), "restart"),
                Arguments.of(
                        UPDATE,
                        update("R013-a-floor", 10, "KB2", "windows/update-kb", Restart.REBOOT),
                        "changes parameters"),
                Arguments.of(
                        UPDATE,
                        new Decision.Ticket(UPDATE.about(), UPDATE.why(), List.of(new Change.Update("KB1"))),
                        "decision parameters playbook restart"),
                Arguments.of(
                        nothing(Remedy.NOTHING, Readiness.READY), nothing(Remedy.NOTHING, Readiness.ONLY), "readiness"),
                Arguments.of(
                        nothing(Remedy.NOTHING, Readiness.READY), nothing(Remedy.EVIDENCE, Readiness.READY), "remedy"),
                Arguments.of(UPDATE, later(), "leg"),
                Arguments.of(waiting("1.0"), waiting("1.1"), "fixedBuild"),
                Arguments.of(hold("R069", "R062"), hold("R069"), "gates"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void saysInWhatALineDiffers(Decision before, Decision after, String differs) {
        // When
        DecisionDifference difference = DecisionDifference.between(List.of(before), List.of(after));

        // Then
        assertThat(difference.changed()).singleElement().satisfies(line -> {
            assertThat(String.join(" ", line.differs())).isEqualTo(differs);
            assertThat(line.before()).isEqualTo(before);
            assertThat(line.after()).isEqualTo(after);
        });
    }

    private static Decision later() {
        Decision.Remediate d = (Decision.Remediate) UPDATE;
        return new Decision.Remediate(d.about(), d.why(), d.playbook(), d.parameters(), d.changes(), d.restart(), 3);
    }

    @Test
    void theSameGatesInOtherWordsOnlyRewordAHold() {
        assertThat(DecisionDifference.between(List.of(hold("R069", "R062")), List.of(hold("R062", "R069")))
                        .reworded())
                .isEqualTo(1);
    }

    @Test
    void aLineThatBecomesAnotherOneAtAnotherStepIsOneChange() {
        // Given
        Decision nothing = nothing(Remedy.NOTHING, Readiness.READY);

        // When
        DecisionDifference difference = DecisionDifference.between(List.of(nothing), List.of(UPDATE));

        // Then
        assertThat(difference.changed())
                .extracting(DecisionDifference.Line::before, DecisionDifference.Line::after)
                .containsExactly(tuple(nothing, UPDATE));
    }

    @Test
    void theSameAtAnotherStepIsAChangeOfTheStep() {
        // When
        DecisionDifference difference = DecisionDifference.between(
                List.of(UPDATE), List.of(update("R013-a-floor", 30, "KB1", "windows/update-kb", Restart.REBOOT)));

        // Then
        assertThat(difference.changed())
                .singleElement()
                .satisfies(line -> assertThat(line.differs()).containsExactly("step"));
    }

    @Test
    void linesThatComeAndGoAreChanges() {
        // Given
        Decision comes = update("R013-a-floor", 30, "KB3", "windows/update-kb", Restart.REBOOT);

        // Then
        assertThat(DecisionDifference.between(List.of(UPDATE), List.of(UPDATE, comes))
                        .changed())
                .extracting(DecisionDifference.Line::before, DecisionDifference.Line::after)
                .containsExactly(tuple(null, comes));
        assertThat(DecisionDifference.between(List.of(UPDATE, comes), List.of(UPDATE))
                        .changed())
                .extracting(DecisionDifference.Line::before, DecisionDifference.Line::after)
                .containsExactly(tuple(comes, null));
    }

    private static Decision update(String rule, int step, String kb, String playbook, Restart restart) {
        return new Decision.Remediate(
                about(step, Remedy.KB, Readiness.NOT_CAPABLE),
                why(rule),
                playbook,
                Map.of("kb", kb),
                List.of(new Change.Update(kb)),
                restart);
    }

    private static Decision nothing(Remedy remedy, Readiness readiness) {
        return new Decision.NoAction(about(0, remedy, readiness), why("R102-ready"));
    }

    private static Decision waiting(String build) {
        return new Decision.AwaitVendor(about(0, Remedy.VENDOR, Readiness.AWAITING_VENDOR), why("R088-waits"), build);
    }

    private static Decision hold(String... gates) {
        List<Gate> shut = Stream.of(gates)
                .map(id -> new Gate(
                        id,
                        id + "-a-gate",
                        "topology",
                        "It waits behind " + gates[0] + ".",
                        List.of(),
                        "It is lifted."))
                .toList();
        return new Decision.Hold(about(0, Remedy.REGISTRY, Readiness.READY), why("R061-disable"), shut, List.of());
    }

    private static Decision.About about(int step, Remedy remedy, Readiness readiness) {
        AssetId asset = new AssetId("web01.corp.example");
        return new Decision.About(
                asset,
                new Identity.Resolved(),
                HostRef.named(asset.value()),
                "HQ",
                "os-7-sp1",
                Goal.READY,
                step,
                remedy,
                readiness);
    }

    private static Explanation why(String rule) {
        return new Explanation(
                rule, List.of(1), "stable", List.of("S1"), Confidence.HIGH, List.of(), "Because of " + rule + ".");
    }
}
