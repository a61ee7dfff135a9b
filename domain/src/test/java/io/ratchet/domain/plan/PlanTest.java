package io.ratchet.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanTest {
    /**
     * By hand from the contract's names, so that renaming anything in the program cannot change it: an approval that
     * people gave would be void.
     */
    @Test
    void goesByTheContractsNamesAndNotByTheProgramsOwn() throws Exception {
        // Given
        String canonical =
                "{\"asset\":\"web01.corp.example\",\"goal\":\"READY\",\"host\":{\"fqdn\":\"web01.corp.example\"},"
                        + "\"schema\":\"ratchet.plan/1\",\"steps\":[{\"changes\":["
                        + "{\"after\":{\"type\":\"dword\",\"value\":2176},\"before\":{\"type\":\"absent\"},\"key\":\"HKLM\\\\x\",\"kind\":\"registry\",\"name\":\"\\\"y\\u0001\"},"
                        + "{\"kb\":\"KB3140245\",\"kind\":\"update\"}],"
                        + "\"order\":10,\"parameters\":{\"1.package\":\"a\\\\b\"},\"playbook\":\"windows/x\",\"playbookHash\":\""
                        + HASH
                        + "\",\"restart\":\"reboot\",\"system\":\"os-7-sp1\"}]}";
        Plan plan = new Plan(
                new AssetId("web01.corp.example"),
                HostRef.named("web01.corp.example"),
                Goal.READY,
                List.of(new PlanStep(
                        10,
                        "os-7-sp1",
                        "windows/x",
                        HASH,
                        Map.of("1.package", "a\\b"),
                        List.of(
                                new Change.Registry(
                                        "HKLM\\x", "\"y\u0001", RegistryData.ABSENT, RegistryData.dword(2176)),
                                new Change.Update("KB3140245")),
                        Restart.REBOOT,
                        "R1")));
        // When, Then
        assertThat(plan.hash())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(canonical.getBytes(StandardCharsets.UTF_8))));
    }

    /** By hand as well, for each kind of change; {@code leg} and {@code value} only where the contract has them. */
    @Test
    void writesEachKindOfChangeAsTheContractDoes() throws Exception {
        // Given
        String step = "\"parameters\":{\"service\":\"World Wide Web\"},\"playbook\":\"windows/x\",\"playbookHash\":\""
                + HASH + "\",\"restart\":\"none\",\"system\":\"os-7-sp1\"}";
        String canonical =
                "{\"asset\":\"db01.corp.example\",\"goal\":\"READY\",\"host\":{\"fqdn\":\"db01.corp.example\"},"
                        + "\"schema\":\"ratchet.plan/1\",\"steps\":[{\"changes\":["
                        + "{\"build\":\"13.0.1\",\"kind\":\"package\",\"product\":\"SQL Server\"},"
                        + "{\"action\":\"restart\",\"kind\":\"service\",\"name\":\"W3SVC\"},"
                        + "{\"kind\":\"command\",\"name\":\"iisreset\"},"
                        + "{\"kind\":\"restart\"}],\"order\":10,"
                        + step
                        + ",{\"changes\":[{\"after\":{\"type\":\"expand-string\",\"value\":\"%x%\"},"
                        + "\"key\":\"HKLM\\\\x\",\"kind\":\"registry\",\"name\":\"y\"}],\"leg\":2,\"order\":20,"
                        + step
                        + "]}";
        Map<String, String> parameters = Map.of("service", "World Wide Web");
        Plan plan = plan(
                new PlanStep(
                        10,
                        "os-7-sp1",
                        "windows/x",
                        HASH,
                        parameters,
                        List.of(
                                new Change.Product("SQL Server", "13.0.1"),
                                new Change.Service("W3SVC", "restart"),
                                new Change.Command("iisreset"),
                                new Change.Reboot()),
                        Restart.NONE,
                        "R1"),
                new PlanStep(
                        20,
                        "os-7-sp1",
                        "windows/x",
                        HASH,
                        parameters,
                        List.of(new Change.Registry(
                                "HKLM\\x", "y", null, new RegistryData(RegistryData.Kind.EXPAND_STRING, "%x%"))),
                        Restart.NONE,
                        "R1",
                        2));
        // When, Then
        assertThat(plan.hash())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(canonical.getBytes(StandardCharsets.UTF_8))));
    }

    private static final String KEY = "HKLM\\SOFTWARE\\Contoso";
    private static final String HASH = "a".repeat(64);

    @Test
    void keepsItsHashWhateverOrderItsStepsCameIn() {
        assertThat(plan(step(20, HASH, 1), step(10, HASH, 2)).hash())
                .isEqualTo(plan(step(10, HASH, 2), step(20, HASH, 1)).hash());
    }

    @Test
    void changesItsHashWithEverythingAnApprovalBindsTo() {
        String approved = plan(step(10, HASH, 1)).hash();
        assertThat(plan(step(10, HASH, 2)).hash()).as("another value").isNotEqualTo(approved);
        assertThat(plan(step(10, "b".repeat(64), 1)).hash())
                .as("another playbook")
                .isNotEqualTo(approved);
        assertThat(plan(step(11, HASH, 1)).hash()).as("another order").isNotEqualTo(approved);
        assertThat(plan(step(10, HASH, 1), step(20, HASH, 1)).hash())
                .as("another step")
                .isNotEqualTo(approved);
        assertThat(new Plan(new AssetId("db02.corp.example"), host(), Goal.READY, List.of(step(10, HASH, 1))).hash())
                .as("another asset")
                .isNotEqualTo(approved);
        assertThat(new Plan(new AssetId("db01.corp.example"), host(), Goal.ONLY, List.of(step(10, HASH, 1))).hash())
                .as("another goal")
                .isNotEqualTo(approved);
    }

    @Test
    void tellsAbsentFromUnknownInWhatItAssumes() {
        Plan assumesAbsent = plan(step(new Change.Registry(KEY, "x", RegistryData.ABSENT, RegistryData.dword(1))));
        Plan assumesNothing = plan(step(new Change.Registry(KEY, "x", null, RegistryData.dword(1))));
        assertThat(assumesAbsent.hash()).isNotEqualTo(assumesNothing.hash());
    }

    @Test
    void cannotBeFooledByMovingABorderBetweenTwoParts() {
        PlanStep one = new PlanStep(10, "s", "p", HASH, Map.of("a", "bc"), List.of(), Restart.NONE, "R1");
        PlanStep two = new PlanStep(10, "s", "p", HASH, Map.of("ab", "c"), List.of(), Restart.NONE, "R1");
        assertThat(plan(one).hash()).isNotEqualTo(plan(two).hash());
    }

    @Test
    void isOfOneCohortWithPlansThatDoTheSameOnOtherHostsFromOtherValues() {
        // Given
        Plan plan = on("web01.corp.example", RegistryData.dword(160), RegistryData.dword(2176));

        // Then
        assertThat(on("web02.corp.example", RegistryData.ABSENT, RegistryData.dword(2176))
                        .cohort())
                .isEqualTo(plan.cohort());
        assertThat(on("web02.corp.example", null, RegistryData.dword(2176)).cohort())
                .isEqualTo(plan.cohort());
        assertThat(on("web01.corp.example", RegistryData.dword(160), RegistryData.dword(2048))
                        .cohort())
                .isNotEqualTo(plan.cohort());
        assertThat(plan.cohort()).isNotEqualTo(plan.hash());
    }

    @Test
    void startsFromWhatItExpectsToFindOnWhicheverHost() {
        // Given
        Plan plan = on("web01.corp.example", RegistryData.dword(160), RegistryData.dword(2176));

        // Then
        assertThat(on("web02.corp.example", RegistryData.dword(160), RegistryData.dword(2176))
                        .startingPoint())
                .isEqualTo(plan.startingPoint());
        assertThat(on("web01.corp.example", RegistryData.ABSENT, RegistryData.dword(2176))
                        .startingPoint())
                .isNotEqualTo(plan.startingPoint())
                .isNotEqualTo(
                        on("web01.corp.example", null, RegistryData.dword(2176)).startingPoint());
    }

    private static Plan on(String host, @Nullable RegistryData before, RegistryData after) {
        return new Plan(
                new AssetId(host),
                HostRef.named(host),
                Goal.READY,
                List.of(new PlanStep(
                        10,
                        "os-7-sp1",
                        "windows/x",
                        HASH,
                        Map.of(),
                        List.of(new Change.Registry(KEY, "x", before, after)),
                        Restart.REBOOT,
                        "R1")));
    }

    @Test
    void needsTheStrongestRestartOfItsSteps() {
        Plan plan = plan(
                new PlanStep(10, "s", "p", HASH, Map.of(), List.of(), Restart.SERVICE, "R1"),
                new PlanStep(20, "s", "p", HASH, Map.of(), List.of(), Restart.REBOOT, "R1"),
                new PlanStep(30, "s", "p", HASH, Map.of(), List.of(), Restart.NONE, "R1"));
        assertThat(plan.restart()).isEqualTo(Restart.REBOOT);
    }

    @Test
    void hasAtLeastOneStep() {
        assertThatThrownBy(() -> plan()).hasMessageContaining("at least one step");
    }

    @Test
    void isOneLegUnlessItsStepsSayOtherwise() {
        Plan plan = plan(step(10, HASH, 1), step(20, HASH, 2));
        assertThat(plan.legs()).isEqualTo(1);
        assertThat(plan.leg(1)).isEqualTo(plan);
        assertThat(plan.upTo(1)).isEqualTo(plan);
    }

    @Test
    void isTakenApartIntoItsLegs() {
        // Given
        Plan plan = plan(
                step(10, HASH, 1),
                step(20, HASH, 2).inLeg(2),
                step(30, HASH, 3).inLeg(2),
                step(40, HASH, 4).inLeg(3));
        // Then
        assertThat(plan.legs()).isEqualTo(3);
        assertThat(plan.leg(2)).isEqualTo(plan(step(20, HASH, 2), step(30, HASH, 3)));
        assertThat(plan.upTo(2))
                .isEqualTo(plan(
                        step(10, HASH, 1),
                        step(20, HASH, 2).inLeg(2),
                        step(30, HASH, 3).inLeg(2)));
        assertThat(plan.hash())
                .as("the same steps at once")
                .isNotEqualTo(plan(step(10, HASH, 1), step(20, HASH, 2), step(30, HASH, 3), step(40, HASH, 4))
                        .hash());
    }

    @Test
    void hasNoGapBetweenItsLegs() {
        assertThatThrownBy(() -> plan(step(10, HASH, 1).inLeg(2))).hasMessageContaining("legs");
        assertThatThrownBy(() -> plan(step(10, HASH, 1), step(20, HASH, 2).inLeg(3)))
                .hasMessageContaining("legs");
        assertThatThrownBy(() -> plan(step(10, HASH, 1), step(20, HASH, 2).inLeg(2), step(30, HASH, 3)))
                .hasMessageContaining("legs");
    }

    @Test
    void countsItsLegsFromOne() {
        assertThatThrownBy(() -> step(10, HASH, 1).inLeg(0)).hasMessage("legs are counted from 1");
    }

    private static Plan plan(PlanStep... steps) {
        return new Plan(new AssetId("db01.corp.example"), host(), Goal.READY, List.of(steps));
    }

    private static PlanStep step(int order, String playbookHash, long after) {
        Change change = new Change.Registry(KEY, "x", RegistryData.ABSENT, RegistryData.dword(after));
        return new PlanStep(
                order, "os-7-sp1", "windows/x", playbookHash, Map.of(), List.of(change), Restart.NONE, "R1");
    }

    private static PlanStep step(Change change) {
        return new PlanStep(10, "os-7-sp1", "windows/x", HASH, Map.of(), List.of(change), Restart.NONE, "R1");
    }

    private static HostRef host() {
        return HostRef.named("db01.corp.example");
    }
}
