package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.fixture.Calls;
import io.ratchet.lab.fixture.Delivered;
import io.ratchet.lab.fixture.States;
import io.ratchet.lab.fixture.WsmanClient;
import io.ratchet.lab.fixture.WsmanClient.Answer;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.HostJson;
import io.ratchet.lab.machine.HostState;
import io.ratchet.playbooks.AnyCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on a host, as a client sees it. */
class FaultsTest {
    private static final String KEY = States.SCHANNEL + "TLS 1.2\\Server";
    private static final ActionCall FIRST = Calls.dword("1", KEY, "Enabled", 1);
    private static final ActionCall SECOND = Calls.dword("2", KEY, "DisabledByDefault", 0);

    private Fleet fleet;

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void nothingListensOnAHostThatIsDown() {
        // Given
        start(Faults.unreachable());

        // Then
        for (int port : List.of(fleet.wsmanPort("WEB01"), fleet.tlsPort("WEB01")))
            assertThatThrownBy(() -> new Socket(fleet.address("WEB01"), port).close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("refused");
    }

    @Test
    void everyPasswordIsRefusedWhereItIsWrong() {
        assertThat(start(Faults.badPassword()).create().status()).isEqualTo(401);
    }

    @Test
    void aDeniedAccountOpensNoShell() {
        assertThat(start(Faults.denied()).create().fault()).isEqualTo(5);
    }

    @Test
    void theQuotaIsExceededAsOftenAsAskedFor() {
        // Given
        WsmanClient client = start(Faults.overQuota(2));

        // Then
        assertThat(client.create().fault()).isEqualTo(2150859173L);
        assertThat(client.create().fault()).isEqualTo(2150859173L);
        assertThat(client.create().status()).isEqualTo(200);
    }

    @Test
    void aProcessThatDiesInTheMiddleResetsTheConnectionAndLeavesWhatItDid() {
        // Given
        WsmanClient client = start(Faults.resets(new Faults.Reset(Phase.APPLY, 1, false)));
        String shell = client.create().shellId();
        String command = client.command(shell, line(Phase.APPLY)).commandId();

        // When
        assertThatThrownBy(() -> client.receive(shell, command)).isInstanceOf(UncheckedIOException.class);

        // Then
        HostState after = fleet.host("WEB01").state();
        assertThat(after.registry().get("HKLM\\" + KEY)).containsOnlyKeys("Enabled");
        assertThat(client.run(line(Phase.APPLY)).exitCode()).isZero();
        assertThat(fleet.host("WEB01").state().registry().get("HKLM\\" + KEY))
                .containsOnlyKeys("Enabled", "DisabledByDefault");
    }

    @Test
    void aProcessMayDieEveryTime() {
        // Given
        WsmanClient client = start(Faults.resets(new Faults.Reset(null, 0, true)));

        // Then
        for (int time = 0; time < 2; time++)
            assertThatThrownBy(() -> client.run("hostname")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aSilentHostTimesOutWhateverItDid() {
        // Given
        WsmanClient client = start(Faults.muteAfterCommand());
        String shell = client.create().shellId();
        String command = client.command(shell, "hostname").commandId();
        String receive = "<rsp:Receive><rsp:DesiredStream CommandId=\"" + command
                + "\">stdout</rsp:DesiredStream></rsp:Receive>";

        // When
        Answer answer =
                client.post(WsmanClient.envelope(WsmanClient.SHELL + "/Receive", shell, "uuid:1", "PT0.5S", receive));

        // Then
        assertThat(answer.fault()).isEqualTo(2150858793L);
        assertThat(answer.body()).contains("w:TimedOut");
    }

    @Test
    void progressRecordsStandOnStderrBesideTheAnswer() {
        // Given
        WsmanClient client = start(Faults.chatty());

        // When
        Answer answer = client.run(line(Phase.ASSESS));

        // Then
        assertThat(answer.stream("stderr")).startsWith("#< CLIXML");
        assertThat(answer.stream("stdout")).contains("<<<RATCHET:run-1:").contains("RATCHET>>>");
    }

    @Test
    void theEndOfTheAnswerIsLost() {
        // Given
        WsmanClient client = start(Faults.cutsOutput());

        // When
        Answer answer = client.run(line(Phase.APPLY));

        // Then
        assertThat(answer.stream("stdout")).contains("<<<RATCHET:run-1:").doesNotContain("RATCHET>>>");
        assertThat(fleet.host("WEB01").state().registry().get("HKLM\\" + KEY)).containsKey("Enabled");
    }

    @Test
    void aRestartUndoesWhatTheHostForgets() {
        // Given
        WsmanClient client = start(Faults.forgets(List.of("HKLM\\" + KEY + "\\Enabled")));
        client.run(line(Phase.APPLY));

        // When
        fleet.reboot("WEB01").join();

        // Then
        assertThat(fleet.host("WEB01").state().registry().get("HKLM\\" + KEY)).containsOnlyKeys("DisabledByDefault");
    }

    @Test
    void faultsStandInTheHostsJson() {
        // Given
        start(new Faults(
                true,
                true,
                true,
                3,
                new Faults.Reset(Phase.VERIFY, 2, true),
                true,
                true,
                true,
                9,
                List.of("HKLM\\a\\b"),
                true,
                Map.of("UNDO", 1)));

        // When
        HostState again = HostJson.read(HostJson.write(fleet.host("WEB01").state()));

        // Then
        assertThat(again.faults()).isEqualTo(fleet.host("WEB01").state().faults());
        assertThat(again).isEqualTo(fleet.host("WEB01").state());
    }

    private WsmanClient start(Faults faults) {
        fleet = Fleet.start(FleetSettings.immediate(), List.of(States.server2008R2("WEB01", faults)));
        return new WsmanClient(fleet, "WEB01");
    }

    private static String line(Phase phase) {
        return Delivered.direct(Delivered.base64(AnyCalls.script("run-1", phase, List.of(FIRST, SECOND))));
    }
}
