package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.lab.fixture.Calls;
import io.ratchet.lab.fixture.Delivered;
import io.ratchet.lab.fixture.KilledFleet;
import io.ratchet.lab.fixture.States;
import io.ratchet.lab.fixture.WsmanClient;
import io.ratchet.lab.wsman.Account;
import io.ratchet.playbooks.AnyCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hosts outlive the process that simulates them, even when it is killed; their journal says what was changed, once
 * each.
 */
class KillTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Account ACCOUNT = new Account("administrator", "Throw-away-1");
    private static final String KEY = States.SCHANNEL + "TLS 1.2\\Server";
    private static final ActionCall ENABLE = Calls.dword("10.1", KEY, "Enabled", 1);
    private static final ActionCall INSTALL = Calls.call(
            "10.2",
            "update-install",
            "kb",
            "KB3140245",
            "package",
            "C:\\ratchet\\packages\\kb3140245.msu",
            "sha256",
            "aa");

    /** Address and port, once the other process has said them. */
    private final List<String> where = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void hostsGoOnAsTheyWereWhenTheirProcessIsKilled() throws Exception {
        // Given
        Process process = fleetInAnotherProcess(1000);
        WsmanClient client = clientOf(process);
        client.run(line(Phase.APPLY, ENABLE));
        client.start(Delivered.lines("run-1", AnyCalls.script("run-1", Phase.APPLY, List.of(INSTALL))));
        Awaitility.await()
                .until(() -> Files.readString(folder.resolve("WEB01.json")).contains("\"running\""));

        // When
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        SimulatedHost host = SimulatedHost.alone(States.server2008R2("WEB01"), Clock.systemUTC(), folder);
        PhaseAnswer again = Calls.answer(host, "run-1", Phase.APPLY, ENABLE, INSTALL);

        // Then
        assertThat(again.result("10.1").orElseThrow().changed()).isFalse();
        assertThat(again.result("10.2").orElseThrow().after())
                .containsEntry("state", "installed")
                .containsEntry("exitCode", "3010");
        assertThat(changes())
                .containsOnlyOnce("registry HKLM\\" + KEY + "\\Enabled null dword:1")
                .containsOnlyOnce("update KB3140245");
        assertThat(changes()).doesNotHaveDuplicates();
    }

    @Test
    void aRestartThatWasAskedForHappensEvenWhenTheProcessIsKilledFirst() throws Exception {
        // Given
        Process process = fleetInAnotherProcess(1000);
        clientOf(process).run(line(Phase.APPLY, ENABLE));
        clientOf(process).run(line(Phase.REBOOT, Calls.call("reboot", "reboot", "delaySeconds", 5L)));

        // When
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        SimulatedHost host = SimulatedHost.alone(States.server2008R2("WEB01"), Clock.systemUTC(), folder);

        // Then
        assertThat(host.state().bootTime()).isAfter(States.server2008R2("WEB01").bootTime());
        assertThat(changes()).filteredOn(change -> change.startsWith("boot ")).hasSize(1);
    }

    @Test
    void journalLinesThatTheStateDoesNotCountNeverHappened() throws IOException {
        // Given
        SimulatedHost host = SimulatedHost.alone(States.server2008R2("WEB01"), Clock.systemUTC(), folder);
        Calls.answer(host, "run-1", Phase.APPLY, ENABLE);
        List<String> before = changes();
        Path journal = folder.resolve("WEB01.changes.ndjson");
        Files.writeString(journal, Files.readString(journal) + "{\"number\":99,\"kind\":\"regist");

        // When
        SimulatedHost again = SimulatedHost.alone(States.server2008R2("WEB01"), Clock.systemUTC(), folder);

        // Then
        assertThat(changes()).isEqualTo(before);
        assertThat(again.state()).isEqualTo(host.state());
    }

    @Test
    void theJournalNamesTheRunAndNothingThatWasAsWished() throws IOException {
        // Given
        SimulatedHost host = SimulatedHost.alone(States.server2008R2("WEB01"), Clock.systemUTC(), folder);

        // When
        Calls.answer(host, "run-1", Phase.APPLY, ENABLE);
        Calls.answer(host, "run-2", Phase.APPLY, ENABLE);

        // Then
        for (String line : Files.readAllLines(folder.resolve("WEB01.changes.ndjson")))
            assertThat(JSON.readTree(line).get("run").textValue()).isEqualTo("run-1");
        assertThat(changes())
                .containsExactly(
                        "registry-key HKLM\\" + States.SCHANNEL + "TLS 1.2 null ",
                        "registry-key HKLM\\" + KEY + " null ",
                        "registry HKLM\\" + KEY + "\\Enabled null dword:1");
    }

    private Process fleetInAnotherProcess(double timeScale) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledFleet.class.getName(),
                        folder.toString(),
                        ACCOUNT.password(),
                        Double.toString(timeScale))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private WsmanClient clientOf(Process process) throws IOException {
        if (where.isEmpty()) {
            String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            where.addAll(List.of(line.split(" ")));
        }
        return new WsmanClient(URI.create("http://" + where.get(0) + ":" + where.get(1) + "/wsman"), ACCOUNT);
    }

    private static String line(Phase phase, ActionCall call) {
        return Delivered.direct(Delivered.base64(AnyCalls.script("run-1", phase, List.of(call))));
    }

    private List<String> changes() {
        try {
            List<String> changes = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve("WEB01.changes.ndjson"))) {
                JsonNode change = JSON.readTree(line);
                String kind = change.get("kind").textValue();
                String values = !kind.equals("update") && !kind.equals("boot")
                        ? " " + change.get("before").asText() + " "
                                + change.get("after").asText()
                        : "";
                changes.add(kind + " " + change.get("what").textValue() + values);
            }
            return changes;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
