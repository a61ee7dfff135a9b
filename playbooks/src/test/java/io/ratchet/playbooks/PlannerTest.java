package io.ratchet.playbooks;

import static io.ratchet.playbooks.Decided.PROTOCOLS;
import static io.ratchet.playbooks.Decided.WINHTTP;
import static io.ratchet.playbooks.Decided.WINHTTP_32;
import static io.ratchet.playbooks.Decided.dword;
import static io.ratchet.playbooks.Decided.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Change.Registry NATIVE =
            dword(WINHTTP, "DefaultSecureProtocols", RegistryData.dword(160), 2176);
    private static final Change.Registry NARROW = dword(WINHTTP_32, "DefaultSecureProtocols", null, 2176);
    private static final Change.Registry TLS12 =
            dword(PROTOCOLS + "\\TLS 1.2\\Client", "Enabled", RegistryData.ABSENT, 1);

    @Test
    void ordersStepsByTheDecisionAndThenByThePlaybook() {
        Plan plan = Decided.plan(
                step(20, "windows/winhttp-default-protocols", NATIVE),
                step(20, "windows/schannel-enable-tls12", TLS12),
                step(10, "windows/update-kb", new Change.Update("KB3140245")));

        assertThat(plan.steps())
                .extracting(PlanStep::playbook)
                .containsExactly(
                        "windows/update-kb", "windows/schannel-enable-tls12", "windows/winhttp-default-protocols");
        assertThat(plan.steps()).extracting(PlanStep::order).containsExactly(10, 20, 30);
    }

    @Test
    void takesLegByLegAndLeavesOutThoseWithoutAStep() {
        // Given values that are written after an update, wherever their steps stand among each other
        Decision.Remediate update = step(30, "windows/update-kb", new Change.Update("KB3140245"));
        Decision.Remediate values = inLeg(7, step(10, "windows/schannel-enable-tls12", TLS12));
        Decision.Remediate mask = inLeg(7, step(20, "windows/winhttp-default-protocols", NATIVE));
        Decision.Remediate again = inLeg(9, step(40, "windows/winhttp-default-protocols", NATIVE));

        // When
        Plan plan = Decided.plan(again, mask, values, update);

        // Then
        assertThat(plan.steps())
                .extracting(PlanStep::order, PlanStep::leg, PlanStep::playbook)
                .containsExactly(
                        tuple(10, 1, "windows/update-kb"),
                        tuple(20, 2, "windows/schannel-enable-tls12"),
                        tuple(30, 2, "windows/winhttp-default-protocols"));
    }

    private static Decision.Remediate inLeg(int leg, Decision.Remediate d) {
        return new Decision.Remediate(d.about(), d.why(), d.playbook(), d.parameters(), d.changes(), d.restart(), leg);
    }

    @Test
    void theSameDecisionsGiveTheSameHashInWhateverOrderTheyCome() {
        Decision.Remediate one = step(10, "windows/winhttp-default-protocols", NATIVE);
        Decision.Remediate other = step(10, "windows/schannel-enable-tls12", TLS12);

        assertThat(Decided.plan(one, other).hash())
                .isEqualTo(Decided.plan(other, one).hash());
    }

    @Test
    void aChangeThatTwoStepsAskForIsMadeOnce() {
        Plan plan = Decided.plan(
                step(10, "windows/winhttp-default-protocols", NATIVE, new Change.Reboot()),
                step(20, "windows/winhttp-default-protocols", NATIVE, NARROW));

        assertThat(plan.changes()).containsExactly(NATIVE, NARROW);
        assertThat(plan.restart()).isEqualTo(Restart.REBOOT);
    }

    @Test
    void twoStepsThatContradictEachOtherCannotBePlanned() {
        Change.Registry other = dword(
                WINHTTP.toLowerCase(java.util.Locale.ROOT).replace("hklm", "HKLM"),
                "defaultsecureprotocols",
                null,
                2048);

        assertThat(missing(
                        step(10, "windows/winhttp-default-protocols", NATIVE),
                        step(20, "windows/winhttp-default-protocols", other)))
                .contains("want different data");
    }

    @Test
    void anUpdateWithoutAPackageIsMissing() {
        assertThat(missing(step(10, "windows/update-kb", new Change.Update("KB4019276"))))
                .contains("KB4019276")
                .contains("6.1.7601 x64");
        assertThat(missing(
                        new HostFacts("6.1.7601", "x86"),
                        step(10, "windows/update-kb", new Change.Update("KB3140245"))))
                .contains("x86");
        assertThat(missing(new HostFacts(null, "x64"), step(10, "windows/update-kb", new Change.Update("KB3140245"))))
                .contains("not known");
        assertThat(missing(step(
                        10,
                        "skype/sfb2015-cumulative-update",
                        new Change.Product("Skype for Business Server 2015", "6.0.9319.516"))))
                .contains("6.0.9319.516");
    }

    @Test
    void theApprovalBindsToTheBytesOfThePackage() {
        Plan plan = Decided.plan(step(10, "windows/update-kb", new Change.Update("KB3140245")));

        assertThat(plan.steps().get(0).parameters())
                .containsEntry("1.sha256", SimulatedHost.sha256("KB3140245"))
                .containsEntry("1.floor.C:\\Windows\\System32\\winhttp.dll", "6.1.7601.23375");
    }

    @Test
    void aPlaybookMakesNoChangeOutsideItsTerritory() {
        assertThat(missing(step(
                        10,
                        "windows/winhttp-default-protocols",
                        dword("HKLM\\SOFTWARE\\Other", "DefaultSecureProtocols", null, 1))))
                .contains("does not make");
        assertThat(missing(step(10, "windows/winhttp-default-protocols", dword(WINHTTP, "Other", null, 1))))
                .contains("does not make");
        assertThat(missing(step(
                        10,
                        "windows/winhttp-default-protocols",
                        new Change.Registry(WINHTTP, "DefaultSecureProtocols", null, RegistryData.string("1")))))
                .contains("(string)");
        assertThat(missing(step(
                        10,
                        "windows/schannel-enable-tls12",
                        dword(PROTOCOLS + "\\TLS 1.0\\Server", "Enabled", null, 1))))
                .contains("TLS 1.0");
        assertThat(missing(step(
                        10,
                        "windows/registry-hygiene",
                        dword(PROTOCOLS.replace("SCHANNEL\\Protocols", "SCHANNELS"), "x", null, 1))))
                .contains("does not make");
        assertThat(missing(step(10, "windows/update-kb", new Change.Command("enable-cs"))))
                .contains("a person must do");
        assertThat(missing(step(10, "windows/update-kb", new Change.Service("W32Time", "stop"))))
                .contains("W32Time");
    }

    @Test
    void aThirtyTwoBitWindowsHasNoThirtyTwoBitView() {
        assertThat(missing(new HostFacts("6.1.7601", "x86"), step(10, "windows/winhttp-default-protocols", NARROW)))
                .contains("WOW6432Node");
    }

    @Test
    void aHostThatCouldNotBeRecognisedCannotBePlannedFor() {
        HostRef host = new HostRef("default", null, "10.0.0.1", null, null, null, null, null, null, Map.of());

        Planned planned = planner()
                .plan(
                        PlaybookCatalogue.shipped(),
                        Decided.ASSET,
                        host,
                        Goal.READY,
                        List.of(step(10, "windows/winhttp-default-protocols", NATIVE)),
                        Decided.FACTS);

        assertThat(planned)
                .isInstanceOfSatisfying(
                        Planned.Missing.class,
                        missing -> assertThat(missing.because()).contains("no name"));
    }

    @Test
    void nothingToDoIsNoPlan() {
        assertThat(missing(step(10, "windows/update-kb", new Change.Reboot()))).contains("Nothing");
    }

    @Test
    void anUnknownPlaybookIsAFaultOfTheRules() {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> PlaybookCatalogue.shipped().find("windows/none"))
                .withMessageContaining("windows/none");
    }

    private static String missing(Decision.Remediate... steps) {
        return missing(Decided.FACTS, steps);
    }

    private static String missing(HostFacts facts, Decision.Remediate... steps) {
        Planned planned = planner()
                .plan(PlaybookCatalogue.shipped(), Decided.ASSET, Decided.HOST, Goal.READY, List.of(steps), facts);
        return ((Planned.Missing) planned).because();
    }

    private static Planner planner() {
        return new Planner(Decided.depot());
    }
}
