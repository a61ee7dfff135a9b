package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.lab.command.CommandResult;
import io.ratchet.lab.fixture.Calls;
import io.ratchet.lab.fixture.Delivered;
import io.ratchet.lab.fixture.States;
import io.ratchet.lab.fixture.WsmanClient;
import io.ratchet.playbooks.AnyCalls;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Installing takes a while, goes on by itself, and happens at most once for each run. The update of the hosts here
 * takes 60 simulated seconds.
 */
class InstallationTest {
    private static final String DLL = "C:\\Windows\\System32\\winhttp.dll";
    private static final ActionCall INSTALL = Calls.call(
            "10.1",
            "update-install",
            "kb",
            "KB3140245",
            "package",
            "C:\\ratchet\\packages\\kb3140245.msu",
            "sha256",
            "aa");

    private Fleet fleet;

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void wusaIsDeniedOverWinRm() {
        // Given
        start(0);

        // When
        WsmanClient.Answer answer =
                new WsmanClient(fleet, "WEB01").run("wusa.exe C:\\ratchet\\packages\\kb3140245.msu /quiet /norestart");

        // Then
        assertThat(answer.exitCode()).isEqualTo(5);
        assertThat(fleet.host("WEB01").state().updates()).doesNotContainKey("KB3140245");
    }

    @Test
    void takesEffectOnFilesAtTheNextBootWhenItSaysSo() {
        // Given
        start(0);
        SimulatedHost host = fleet.host("WEB01");

        // When
        StepResult installed =
                Calls.answer(host, "run-1", Phase.APPLY, INSTALL).result("10.1").orElseThrow();
        String before = host.state().files().get(DLL);
        fleet.reboot("WEB01").join();

        // Then
        assertThat(installed.restart()).isEqualTo("reboot");
        assertThat(before).isEqualTo("6.1.7601.17514");
        assertThat(host.state().files()).containsEntry(DLL, "6.1.7601.23375");
        assertThat(host.state().pendingReboot()).isFalse();
    }

    @Test
    void goesOnWhenTheShellIsClosedAndIsFoundAgainByItsRun() {
        // Given
        start(0.005);
        var client = new WsmanClient(fleet, "WEB01");
        var started = client.start(lines());
        Awaitility.await().until(() -> !fleet.host("WEB01").state().tasks().isEmpty());

        // When
        client.delete(started.shell());
        PhaseAnswer again = Calls.answer(fleet.host("WEB01"), "run-1", Phase.APPLY, INSTALL);
        PhaseAnswer once = Calls.answer(fleet.host("WEB01"), "run-1", Phase.APPLY, INSTALL);

        // Then
        assertThat(again.result("10.1").orElseThrow().after())
                .containsEntry("state", "installed")
                .containsEntry("exitCode", "3010");
        assertThat(once.result("10.1").orElseThrow().after())
                .isEqualTo(again.result("10.1").orElseThrow().after());
        assertThat(fleet.host("WEB01").state().tasks()).isEmpty();
    }

    @Test
    void isNotRepeatedWhenTheMachineLostPowerInTheMiddle() {
        // Given
        start(10);
        var client = new WsmanClient(fleet, "WEB01");
        client.start(lines());
        Awaitility.await().until(() -> !fleet.host("WEB01").state().tasks().isEmpty());

        // When
        fleet.reboot("WEB01").join();
        PhaseAnswer again = Calls.answer(fleet.host("WEB01"), "run-1", Phase.APPLY, INSTALL);

        // Then
        assertThat(again.result("10.1").orElseThrow().error()).startsWith("INTERRUPTED: ");
        assertThat(fleet.host("WEB01").state().updates()).doesNotContainKey("KB3140245");
    }

    @Test
    void aClientThatWaitsWhileTheMachineGoesDownIsReset() {
        // Given
        start(10);
        var client = new WsmanClient(fleet, "WEB01");
        var started = client.start(lines());
        Awaitility.await().until(() -> !fleet.host("WEB01").state().tasks().isEmpty());

        // When
        var rebooted = fleet.reboot("WEB01");

        // Then
        assertThatThrownBy(() -> client.receive(started.shell(), started.command()))
                .isInstanceOf(UncheckedIOException.class);
        rebooted.join();
        assertThat(client.command(started.shell(), "hostname").fault()).isEqualTo(2150858843L);
    }

    @Test
    void saysThatItIsAtWorkWhileItWaits() {
        // Given
        start(0);

        // When
        CommandResult result = Calls.run(fleet.host("WEB01"), "run-1", Phase.APPLY, INSTALL);

        // Then
        assertThat(result.stdout()).startsWith("ratchet: installing\r\n".repeat(3) + "<<<RATCHET:");
    }

    private void start(double timeScale) {
        fleet = Fleet.start(
                FleetSettings.immediate().withTime(timeScale, Duration.ofMillis(50)),
                List.of(States.server2008R2("WEB01")));
    }

    private static List<String> lines() {
        return Delivered.lines("run-1", AnyCalls.script("run-1", Phase.APPLY, List.of(INSTALL)));
    }
}
