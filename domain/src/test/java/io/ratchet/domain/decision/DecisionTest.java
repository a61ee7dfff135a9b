package io.ratchet.domain.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private static final AssetId WEB01 = new AssetId("web01");
    private static final AssetId WEB02 = new AssetId("web02");

    @Test
    void standsByAssetThenSystemThenStepThenGoalThenRule() {
        // Given
        List<Decision> sorted = List.of(
                line(WEB01, null, 9, Goal.ONLY, "R9"),
                line(WEB01, "os-7", 0, Goal.ONLY, "R9"),
                line(WEB01, "os-7", 10, Goal.READY, "R1"),
                line(WEB01, "os-7", 10, Goal.READY, "R2"),
                line(WEB01, "os-7", 10, Goal.ONLY, "R1"),
                line(WEB01, "os-8", 0, Goal.READY, "R1"),
                line(WEB02, null, 0, Goal.READY, "R1"));
        List<Decision> mixed = new ArrayList<>(sorted);

        // When
        Collections.reverse(mixed);
        mixed.sort(Decision.ORDER);

        // Then
        assertThat(mixed).isEqualTo(sorted);
    }

    @Test
    void isCalledAsTheContractCallsIt() {
        Decision.About about = about(WEB01, "os-7", 0, Goal.READY, new Identity.Resolved());
        Gate gate = new Gate("R069", "R069-a", "site:HQ", "because", List.of(), "It is lifted.");
        assertThat(new Decision.Remediate(about, why("R1"), "windows/x", Map.of(), List.of(), Restart.NONE).wire())
                .isEqualTo("remediate");
        assertThat(new Decision.Ticket(about, why("R1"), List.of()).wire()).isEqualTo("ticket");
        assertThat(new Decision.AwaitVendor(about, why("R1"), null).wire()).isEqualTo("await-vendor");
        assertThat(new Decision.Hold(about, why("R1"), List.of(gate), List.of()).wire())
                .isEqualTo("hold");
        assertThat(new Decision.NoAction(about, why("R1")).wire()).isEqualTo("no-action");
    }

    @Test
    void changesOnlyAMachineThatIsKnown() {
        for (Identity unsure :
                List.of(new Identity.Provisional("short name"), new Identity.Ambiguous("two", List.of(WEB01, WEB02)))) {
            assertThat(unsure.mayAct()).isFalse();
            Decision.About about = about(WEB01, "os-7", 0, Goal.READY, unsure);
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            new Decision.Remediate(about, why("R1"), "windows/x", Map.of(), List.of(), Restart.NONE));
        }
        assertThat(new Identity.Resolved().mayAct()).isTrue();
    }

    @Test
    void beginsWithTheFirstLeg() {
        Decision.About about = about(WEB01, "os-7", 0, Goal.READY, new Identity.Resolved());
        assertThat(new Decision.Remediate(about, why("R1"), "windows/x", Map.of(), List.of(), Restart.NONE).leg())
                .isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Decision.Remediate(about, why("R1"), "windows/x", Map.of(), List.of(), Restart.NONE, 0))
                .withMessage("legs begin with 1");
    }

    @Test
    void identityIsCalledAsTheContractCallsIt() {
        assertThat(new Identity.Resolved().wire()).isEqualTo("resolved");
        assertThat(new Identity.Provisional("x").wire()).isEqualTo("provisional");
        assertThat(new Identity.Ambiguous("x", List.of()).wire()).isEqualTo("ambiguous");
        assertThat(WEB01).hasToString("web01").isLessThan(WEB02);
    }

    @Test
    void holdsForSomething() {
        Decision.About about = about(WEB01, "os-7", 0, Goal.READY, new Identity.Resolved());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Decision.Hold(about, why("R1"), List.of(), List.of()));
    }

    @Test
    void oneListOfALargeSiteIsSharedByEveryGateThatItShuts() {
        // Given
        List<AssetId> site = List.of(WEB01, WEB02);

        // Then
        assertThat(new Gate("R069", "R069-a", "site:HQ", "because", site, "It is lifted.").heldBy())
                .isSameAs(site);
    }

    @Test
    void whatHoldsAGateShutIsSortedAndNamedOnce() {
        assertThat(gate(WEB02, WEB01, WEB02).heldBy()).containsExactly(WEB01, WEB02);
        assertThat(gate(WEB01, WEB01).heldBy()).containsExactly(WEB01);
        assertThat(gate(WEB01, WEB02).heldBy()).containsExactly(WEB01, WEB02);
    }

    @Test
    void whatARuleCitesIsSharedByEveryDecisionThatItMakes() {
        // Given
        List<Integer> cited = List.of(24, 25);

        // Then
        assertThat(new Explanation("R1", cited, "stable", List.of(), Confidence.HIGH, List.of(), "Because.")
                        .statements())
                .isSameAs(cited);
    }

    @Test
    void statementsAreSortedAndNamedOnce() {
        assertThat(statements(25, 24, 25)).containsExactly(24, 25);
        assertThat(statements(24, 24)).containsExactly(24);
        assertThat(statements(24, 25)).containsExactly(24, 25);
    }

    @Test
    void aRegistryChangeIsUnderTheMachinesHive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Change.Registry("HKCU\\x", "n", null, RegistryData.ABSENT))
                .withMessageContaining("HKLM");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Change.Registry("HKLM\\x", " ", null, RegistryData.ABSENT));
        assertThatIllegalArgumentException().isThrownBy(() -> new Change.Update(""));
    }

    private static Gate gate(AssetId... holders) {
        return new Gate("R069", "R069-a", "site:HQ", "because", List.of(holders), "It is lifted.");
    }

    private static List<Integer> statements(Integer... numbers) {
        return new Explanation("R1", List.of(numbers), "stable", List.of(), Confidence.HIGH, List.of(), "Because.")
                .statements();
    }

    private static Decision line(AssetId asset, @Nullable String system, int step, Goal goal, String rule) {
        return new Decision.NoAction(about(asset, system, step, goal, new Identity.Resolved()), why(rule));
    }

    private static Decision.About about(
            AssetId asset, @Nullable String system, int step, Goal goal, Identity identity) {
        return new Decision.About(
                asset,
                identity,
                HostRef.named("web01.corp.example"),
                null,
                system,
                goal,
                step,
                Remedy.NOTHING,
                Readiness.UNKNOWN);
    }

    private static Explanation why(String rule) {
        return new Explanation(rule, List.of(1), "stable", List.of("M1"), Confidence.HIGH, List.of(), "Because.");
    }
}
