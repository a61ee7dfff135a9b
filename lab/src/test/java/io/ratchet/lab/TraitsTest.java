package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.command.CommandResult;
import io.ratchet.lab.fixture.Calls;
import io.ratchet.lab.fixture.States;
import io.ratchet.lab.fixture.WsmanClient;
import io.ratchet.lab.fixture.WsmanClient.Answer;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.HostState.Installer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is particular about hosts shows where a client sees it. */
class TraitsTest {
    private static final String TLS_1_2 = States.SCHANNEL + "TLS 1.2\\Server";

    @Test
    void aGermanHostRefusesInGermanByTheSameNumber() {
        // Given
        HostState german = generated("2016", "german").with(Faults.denied());
        try (Fleet fleet = Fleet.start(FleetSettings.immediate(), List.of(german))) {

            // When
            Answer refused = new WsmanClient(fleet, german.name()).create();

            // Then
            assertThat(refused.fault()).isEqualTo(5);
            assertThat(refused.body()).contains("xml:lang=\"de-DE\">Zugriff verweigert");
        }
    }

    @Test
    void aGermanHostRunsWhatIsNotToBeRead() {
        // Given
        SimulatedHost host = alone(generated("2016", "german"));

        // Then
        assertThat(host.run("reg query HKLM\\SOFTWARE\\Nothing").stderr()).startsWith("FEHLER: ");
        assertThat(host.run("systeminfo").stderr()).startsWith("Der Befehl \"systeminfo\"");
        assertThat(Calls.answer(host, "run-1", Phase.ASSESS, Calls.call("1", "host-identity"))
                        .result("1")
                        .orElseThrow()
                        .error())
                .isNull();
    }

    @Test
    void inConstrainedLanguageNoScriptOfOursRunsAndTheHostSaysWhy() {
        // Given
        SimulatedHost host = alone(generated("2016", "constrained"));

        // When
        CommandResult result = Calls.run(host, "run-1", Phase.ASSESS, Calls.call("1", "host-identity"));

        // Then
        assertThat(new HostOutput(result.exitCode(), result.stdout(), result.stderr()).obstacle())
                .contains(FailureCode.HOST_LANGUAGE_CONSTRAINED);
        assertThat(host.run("hostname").exitCode()).isZero();
    }

    @Test
    void onBatteryNoTaskBeginsAndNothingIsInstalled() {
        // Given
        HostState laptop = generated("win7", "battery");
        SimulatedHost host = alone(laptop);

        // When
        String error = Calls.answer(host, "run-1", Phase.APPLY, install(laptop))
                .result("1")
                .orElseThrow()
                .error();

        // Then
        assertThat(error).startsWith("NOT-STARTED: ");
        assertThat(host.state().updates()).isEqualTo(laptop.updates());
    }

    @Test
    void aPolicyPutsBackWhatItOwnsAndIsFoundToOwnIt() {
        // Given
        SimulatedHost host = alone(generated("2016", "policies"));
        ActionCall owners =
                Calls.call("1", "facts-policies", "under", List.of("HKLM\\" + TLS_1_2.replace("\\Server", "")));

        // When
        Calls.answer(host, "run-1", Phase.APPLY, Calls.dword("1", TLS_1_2, "Enabled", 1));
        boolean written = enabled(host);
        host.restart();

        // Then
        assertThat(written).isTrue();
        assertThat(enabled(host)).isFalse();
        Map<String, String> owned = Calls.answer(host, "run-2", Phase.ASSESS, owners)
                .result("1")
                .orElseThrow()
                .after();
        assertThat(owned.values())
                .containsExactlyInAnyOrder(
                        "HKLM\\" + TLS_1_2 + "\tDisabledByDefault\tgpo\t{31B2F340-016D-11D2-945F-00C04FB984F9}",
                        "HKLM\\" + TLS_1_2 + "\tEnabled\tgpo\t{31B2F340-016D-11D2-945F-00C04FB984F9}");
    }

    @Test
    void inFipsModeNobodySpeaksSsl() {
        assertThat(alone(generated("2008r2", "fips")).machine().booted().server())
                .containsExactly("TLSv1.0");
        assertThat(alone(Fleet.generated(1, "2008r2", 1, 0).get(0))
                        .machine()
                        .booted()
                        .server())
                .containsExactly("SSLv2", "SSLv3", "TLSv1.0");
    }

    @Test
    void server2008SpeaksTls12OnlyWithItsUpdateAndTheKeys() {
        // Given
        HostState old = Fleet.generated(1, "2008", 1, 0).get(0);
        SimulatedHost host = alone(old);
        ActionCall[] keys = {Calls.dword("1", TLS_1_2, "Enabled", 1), Calls.dword("2", TLS_1_2, "DisabledByDefault", 0)
        };

        // When
        Calls.answer(host, "run-1", Phase.APPLY, keys);
        host.restart();
        List<String> byKeysAlone = host.machine().booted().server();
        Calls.answer(host, "run-2", Phase.APPLY, install(old));
        host.restart();

        // Then
        assertThat(byKeysAlone).doesNotContain("TLSv1.2");
        assertThat(host.machine().booted().server()).contains("TLSv1.2");
    }

    private static boolean enabled(SimulatedHost host) {
        return host.machine()
                .value(TLS_1_2, "Enabled")
                .filter(value -> value.text().equals("1"))
                .isPresent();
    }

    private static ActionCall install(HostState host) {
        Map.Entry<String, Installer> update =
                host.installable().entrySet().iterator().next();
        return Calls.call(
                "1",
                "update-install",
                "kb",
                String.valueOf(update.getValue().kb()),
                "package",
                update.getKey(),
                "sha256",
                update.getValue().sha256());
    }

    private static HostState generated(String profile, String trait) {
        return Fleet.generated(1, profile, 1, 0, List.of(trait)).get(0);
    }

    private static SimulatedHost alone(HostState state) {
        return SimulatedHost.alone(state, Clock.systemUTC());
    }
}
