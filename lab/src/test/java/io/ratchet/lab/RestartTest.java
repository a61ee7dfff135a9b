package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.lab.fixture.Calls;
import io.ratchet.lab.fixture.Delivered;
import io.ratchet.lab.fixture.States;
import io.ratchet.lab.fixture.WsmanClient;
import io.ratchet.lab.fixture.WsmanClient.Answer;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.HostState;
import io.ratchet.playbooks.AnyCalls;
import java.io.IOException;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A restart that is asked for over WinRM. */
class RestartTest {
    private static final Instant NOW = Instant.parse("2018-09-20T22:00:00Z");
    private static final String REBOOT = Delivered.direct(Delivered.base64(
            AnyCalls.script("run-1", Phase.REBOOT, List.of(Calls.call("reboot", "reboot", "delaySeconds", 5L)))));

    private Fleet fleet;

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void answersThenGoesSilentThenComesBackWithALaterBootTime() {
        // Given
        start(Duration.ofSeconds(1));
        var client = new WsmanClient(fleet, "WEB01");

        // When
        Answer answer = client.run(REBOOT);

        // Then
        assertThat(answer.stream("stdout")).contains("RATCHET>>>");
        Awaitility.await().until(() -> !listens());
        Awaitility.await().until(this::listens);
        PhaseAnswer after = Calls.answer(fleet.host("WEB01"), "run-2", Phase.VERIFY, Calls.call("0", "host-identity"));
        assertThat(after.bootTime()).isEqualTo(NOW);
        assertThat(client.run("hostname").exitCode()).isZero();
    }

    @Test
    void waitsForTheClientToFetchTheAnswer() {
        // Given
        start(Duration.ofMillis(50));
        var client = new WsmanClient(fleet, "WEB01");
        String shell = client.create().shellId();
        String command = client.command(shell, REBOOT).commandId();

        // When
        Answer answer = client.receive(shell, command);

        // Then
        assertThat(answer.done()).isTrue();
        assertThat(client.delete(shell).status()).isEqualTo(200);
        Awaitility.await().until(() -> fleet.host("WEB01").state().bootTime().equals(NOW));
    }

    @Test
    void givesALaterBootTimeEvenWhenTheClockStandsStill() {
        // Given
        start(Duration.ofMillis(10));

        // When
        fleet.reboot("WEB01").join();
        fleet.reboot("WEB01").join();

        // Then
        assertThat(fleet.host("WEB01").state().bootTime()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void keepsItsPortsAcrossRestarts() {
        // Given
        start(Duration.ofMillis(10));
        int port = fleet.wsmanPort("WEB01");

        // When
        fleet.reboot("WEB01").join();

        // Then
        assertThat(fleet.wsmanPort("WEB01")).isEqualTo(port);
        assertThat(listens()).isTrue();
    }

    @Test
    void aSlowHostIsSilentForLonger() {
        // Given
        HostState slow = States.server2008R2("WEB01", Faults.slowToBoot(3600));
        fleet = Fleet.start(
                FleetSettings.immediate().withTime(1, Duration.ofMillis(10)),
                List.of(slow, States.server2016("WEB02")));

        // When
        var slowOne = fleet.reboot("WEB01");
        fleet.reboot("WEB02").join();

        // Then
        assertThat(slowOne).isNotDone();
        assertThat(listens()).isFalse();
    }

    private void start(Duration down) {
        fleet = Fleet.start(
                FleetSettings.immediate().with(Clock.fixed(NOW, ZoneOffset.UTC)).withTime(0, down),
                List.of(States.server2008R2("WEB01")));
    }

    private boolean listens() {
        try (var socket = new Socket(fleet.address("WEB01"), fleet.wsmanPort("WEB01"))) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
