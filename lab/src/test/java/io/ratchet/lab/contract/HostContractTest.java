package io.ratchet.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.lab.SimulatedHost;
import io.ratchet.lab.command.CommandResult;
import io.ratchet.lab.contract.Scenario.Step;
import io.ratchet.lab.fixture.Calls;
import io.ratchet.lab.fixture.Delivered;
import io.ratchet.lab.machine.HostJson;
import io.ratchet.lab.machine.HostState;
import io.ratchet.playbooks.AnyCalls;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the Java lab and the real PowerShell engine over the Windows double to the same answers and the same hosts afterwards, step by step.
 * Authority: {@code pwsh} for what the scripts do; what Windows itself would say is documented in {@code docs/phase-script.md}.
 */
class HostContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = "run-1";
    private static final Map<String, JsonNode> DOUBLE = new LinkedHashMap<>();

    @BeforeAll
    static void runAllInTheEngine() throws JsonProcessingException {
        Optional<Path> pwsh = Engine.find();
        Assumptions.assumeTrue(
                pwsh.isPresent(),
                "skipped: no PowerShell in RATCHET_PWSH, on the PATH or in ../shared/tools/pwsh; the lab was not compared with a real engine");
        ArrayNode cases = JSON.createArrayNode();
        for (Scenario scenario : Scenarios.all()) {
            ObjectNode added = cases.addObject().put("id", scenario.name()).put("state", scenario.state());
            ArrayNode steps = added.putArray("steps");
            for (Step step : scenario.steps())
                if (step.calls().isEmpty()) steps.addObject().put("restart", true);
                else steps.addObject().put("script", AnyCalls.script(RUN, step.phase(), step.calls()));
        }
        for (JsonNode answer : JSON.readTree(Engine.run(pwsh.get(), cases.toString()))) DOUBLE.put(answer.get("id").textValue(), answer.get("steps"));
    }

    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void answersAndChangesAsTheScriptsDo(Scenario scenario) {
        // Given
        var clock = Clock.fixed(Instant.parse("2018-09-20T12:00:00Z"), ZoneOffset.UTC);
        SimulatedHost host = SimulatedHost.alone(HostJson.read(scenario.state()), clock);
        int at = 0;
        for (Step step : scenario.steps()) {
            JsonNode expected = DOUBLE.get(scenario.name()).get(at++);

            // When
            String said = carryOut(host, step);

            // Then
            assertThat(expected.get("loud")).as("what the double did not know").isEmpty();
            if (!step.calls().isEmpty()) {
                String printed = expected.get("stdout").textValue();
                assertThat(results(said)).as("step %d", at).isEqualTo(results(printed));
                assertThat(progress(said)).isEqualTo(progress(printed));
            }
            assertThat(comparable(host.state())).as("the host after step %d", at).isEqualTo(comparable(HostJson.read(expected.get("state").textValue())));
        }
    }

    private static String carryOut(SimulatedHost host, Step step) {
        if (step.calls().isEmpty()) {
            host.restart();
            return "";
        }
        CommandResult last = new CommandResult(0, "", "");
        for (String line : Delivered.lines(RUN, AnyCalls.script(RUN, step.phase(), step.calls()))) last = host.run(line);
        return last.stdout();
    }

    /** Everything but the engine's own version, and what .NET says in its own words. */
    private static String results(String stdout) {
        PhaseAnswer answer = Calls.answer(new CommandResult(0, stdout, ""), RUN);
        var text = new StringBuilder(answer.hostName() + " " + answer.smbiosUuid() + " " + answer.domain() + " " + answer.phase() + "\n");
        for (StepResult each : answer.results()) {
            Map<String, String> after = new TreeMap<>(each.after());
            after.remove("powershell");
            String error = each.error();
            if (error != null && error.startsWith("FAILED: ")) error = error.substring(0, error.indexOf(": ", 8));
            text.append("%s %s changed=%s before=%s after=%s restart=%s error=%s%n"
                    .formatted(each.callId(), each.action(), each.changed(), each.before(), after, each.restart(), error));
        }
        return text.toString();
    }

    private static long progress(String stdout) {
        return stdout.lines().filter("ratchet: installing"::equals).count();
    }

    /** Everything but times: the double's clock is its own. */
    private static String comparable(HostState host) {
        return "registry=" + host.registry() + "\nupdates=" + host.updates().keySet() + "\nfiles=" + host.files() + "\nservices=" + host.services()
                + "\ntasks=" + host.tasks() + "\nwaiting=" + host.waiting() + "\npendingReboot=" + host.pendingReboot();
    }
}
