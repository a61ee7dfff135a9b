package io.ratchet.routes.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Boot;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of what is known of a host, what its own run brought about and nothing else is looked past. */
class OwnTracesTest {
    private static final AssetId WEB01 = new AssetId("web01.corp.example");
    private static final HostRef HOST = HostRef.named("web01.corp.example");
    private static final String KEY =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Server";
    private static final Instant OLD_BOOT = Instant.parse("2018-09-01T03:00:00Z");
    private static final Instant RUN = Instant.parse("2018-09-20T20:00:00Z");
    private static final Instant NEW_BOOT = RUN.plusSeconds(300);
    private static final RegistryData OFF = RegistryData.dword(0);

    private static final List<Fact> RUN_1 = List.of(
            fact("inventory", RUN.minusSeconds(3600), new RegistryValue(KEY, "Enabled", RegistryData.ABSENT)),
            fact("ratchet@run-1", RUN, new Boot(OLD_BOOT)),
            fact("ratchet@run-1", RUN, new RegistryValue(KEY, "Enabled", RegistryData.ABSENT)),
            fact("ratchet@run-1-verify", RUN.plusSeconds(400), new Boot(NEW_BOOT)),
            fact("ratchet@run-1-verify", RUN.plusSeconds(400), new RegistryValue(KEY, "Enabled", OFF)));

    @Test
    void looksPastTheValuesItWroteAndItsRestart() {
        assertThat(lookedPast(Goal.ONLY, RUN_1))
                .containsExactly(new Boot(OLD_BOOT), new Boot(OLD_BOOT), new RegistryValue(KEY, "Enabled", OFF));
    }

    @Test
    void looksPastNothingOnTheWayToReady() {
        assertThat(lookedPast(Goal.READY, RUN_1)).hasSize(5).contains(new Boot(NEW_BOOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ratchet@run-10", "ratchet@run-1-leg2", "ratchet@run-1-leg2-verify", "inventory"})
    void looksPastNoLaterRestartWhoeverToldOfIt(String source) {
        // Given
        Boot later = new Boot(NEW_BOOT.plusSeconds(600));
        // When / Then
        assertThat(lookedPast(Goal.ONLY, RUN_1, fact(source, RUN.plusSeconds(1000), later)))
                .contains(later);
    }

    @Test
    void takesTheSameRestartForItsOwnWhoeverTellsOfItAndBySomeSeconds() {
        assertThat(lookedPast(
                        Goal.ONLY, RUN_1, fact("agent", RUN.plusSeconds(1000), new Boot(NEW_BOOT.plusSeconds(30)))))
                .doesNotContain(new Boot(NEW_BOOT.plusSeconds(30)));
    }

    @Test
    void keepsWhatSomebodyElseReadThereSince() {
        // Given
        RegistryValue on = new RegistryValue(KEY, "Enabled", RegistryData.dword(1));
        // When / Then
        assertThat(lookedPast(Goal.ONLY, RUN_1, fact("agent", RUN.plusSeconds(1000), on)))
                .contains(on);
    }

    @Test
    void looksPastNothingOfARunThatLeftNoWord() {
        assertThat(lookedPast(Goal.ONLY, RUN_1.subList(0, 1))).hasSize(1);
    }

    private static List<Observation> lookedPast(Goal goal, List<Fact> facts, Fact... more) {
        List<Fact> all = new ArrayList<>(facts);
        all.addAll(List.of(more));
        Change off = new Change.Registry(KEY, "Enabled", RegistryData.ABSENT, OFF);
        PlanStep step =
                new PlanStep(10, "os", "windows/x", "a".repeat(64), Map.of(), List.of(off), Restart.REBOOT, "R090-x");
        return OwnTraces.lookedPast(
                        new AssetState(WEB01, new Identity.Resolved(), HOST, "HQ", all),
                        new Plan(WEB01, HOST, goal, List.of(step)),
                        "run-1")
                .facts()
                .stream()
                .map(Fact::observation)
                .toList();
    }

    private static Fact fact(String source, Instant at, Observation seen) {
        String format = source.startsWith("ratchet@") ? "ratchet" : "osquery";
        return new Fact(seen, at, source, format, Method.REGISTRY, "sha256:" + "a".repeat(64) + "#x");
    }
}
