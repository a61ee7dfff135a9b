package io.ratchet.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.lab.command.CommandResult;
import io.ratchet.lab.command.CommandShell;
import io.ratchet.lab.command.ProcessDied;
import io.ratchet.lab.fixture.Delivered;
import io.ratchet.lab.machine.Agenda;
import io.ratchet.lab.machine.HostJson;
import io.ratchet.lab.machine.Machine;
import io.ratchet.playbooks.Engine;
import io.ratchet.playbooks.PhaseAnswers;
import io.ratchet.playbooks.Scenario;
import io.ratchet.playbooks.WindowsDouble;
import io.ratchet.playbooks.WindowsDouble.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One contract for whoever plays a Windows host: the Java lab and the real PowerShell engine over the Windows double
 * are asked the same and must answer the same and leave the same host behind. {@code -Dgolden=update} writes down what
 * the engine answered; {@code -Dratchet.wine=true} also asks the engine over Wine's registry.
 */
class HostContractTest {
    private static final Path FOLDER = Engine.root().resolve("lab/src/test/resources/scenarios");
    private static final List<Scenario> SCENARIOS = Scenario.all(FOLDER);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Integer> HELD = new TreeMap<>();

    static List<String> scenarios() {
        return SCENARIOS.stream().map(Scenario::name).toList();
    }

    /** What one authority answered to each step, and how it left the host. */
    private record Played(List<JsonNode> answers, JsonNode end) {}

    @ParameterizedTest
    @MethodSource("scenarios")
    void theLabAnswersAndIsLeftAsAgreed(String name) throws ProcessDied, InterruptedException, JsonProcessingException {
        agreed("lab", scenario(name), playedByTheLab(scenario(name)));
    }

    @Test
    void theRealEngineOverTheDoubleAnswersAndIsLeftAsAgreed() throws IOException {
        Engine.required();
        WindowsDouble windows = new WindowsDouble();
        for (Scenario scenario : SCENARIOS) {
            WindowsDouble.Host host = windows.host(scenario.name(), scenario.state());
            for (Scenario.Step step : scenario.steps()) {
                if (step.restart()) host.restarts();
                else host.runs(bootstrap(step.script()));
            }
        }
        Map<String, List<Outcome>> ran = windows.run();

        if ("update".equals(System.getProperty("golden"))) write(ran);
        for (Scenario scenario : SCENARIOS) {
            assertThat(ran.get(scenario.name()))
                    .as(scenario.name())
                    .allSatisfy(outcome -> assertThat(outcome.loud()).isEmpty());
            agreed("pwsh over the double", scenario, playedByTheEngine(scenario, ran.get(scenario.name())));
        }
    }

    @Test
    void winesRegistryAnswersAsAgreed() {
        Engine.requiredUnderWine();
        List<Scenario> known = SCENARIOS.stream()
                .filter(scenario -> scenario.authority().equals("wine"))
                .toList();
        WindowsDouble windows = new WindowsDouble();
        for (Scenario scenario : known) {
            WindowsDouble.Host host = windows.host(scenario.name(), scenario.state());
            scenario.steps().forEach(step -> host.runs(step.script()));
        }
        Map<String, List<Outcome>> ran = windows.runUnderWine(Engine.root().resolve("lab/target/wine"));

        for (Scenario scenario : known) {
            List<JsonNode> answers =
                    playedByTheEngine(scenario, ran.get(scenario.name())).answers();
            assertThat(answers).as("%s, by Wine's registry", scenario.name()).isEqualTo(scenario.answers());
            HELD.merge("pwsh over Wine's registry", 1, Integer::sum);
        }
    }

    @Test
    void everyScenarioHasANameOfItsOwnAndAnAuthority() {
        assertThat(scenarios()).doesNotHaveDuplicates().hasSizeGreaterThan(20);
        assertThat(SCENARIOS).extracting(Scenario::authority).isSubsetOf("wine", "pwsh", "documented");
    }

    @AfterAll
    static void sayWhoBackedWhat() {
        Map<String, Long> authorities = SCENARIOS.stream()
                .collect(Collectors.groupingBy(Scenario::authority, TreeMap::new, Collectors.counting()));
        System.out.println("Host contract: " + SCENARIOS.size() + " scenarios, backed by " + authorities + "; held by "
                + HELD + ".");
    }

    private static void agreed(String who, Scenario scenario, Played played) {
        for (int i = 0; i < scenario.steps().size(); i++)
            assertThat(played.answers().get(i))
                    .as("%s, step %d, by %s", scenario.name(), i, who)
                    .isEqualTo(scenario.answers().get(i));
        assertThat(played.end())
                .as("%s, how %s left the host", scenario.name(), who)
                .isEqualTo(scenario.end());
        HELD.merge(who, 1, Integer::sum);
    }

    private static Played playedByTheLab(Scenario scenario)
            throws ProcessDied, InterruptedException, JsonProcessingException {
        Clock clock = Clock.fixed(Instant.parse("2018-09-20T22:00:00Z"), ZoneOffset.UTC);
        Machine machine = new Machine(HostJson.read(scenario.state().toString()), clock, Agenda.AT_ONCE, null);
        AtomicBoolean restart = new AtomicBoolean();
        CommandShell shell = new CommandShell(machine, "ratchet", delay -> restart.set(true));
        List<JsonNode> answers = new ArrayList<>();
        for (Scenario.Step step : scenario.steps()) {
            if (step.restart()) {
                machine.boot();
                answers.add(JSON.createObjectNode());
                continue;
            }
            CommandResult last = sent(shell, scenario.runId(), step.script());
            answers.add(answer(scenario, last.stdout()));
            if (restart.getAndSet(false)) machine.boot();
        }
        return new Played(answers, scenario.comparable(JSON.readTree(HostJson.write(machine.state()))));
    }

    private static CommandResult sent(CommandShell shell, String runId, String script)
            throws ProcessDied, InterruptedException {
        CommandResult last = null;
        for (String line : Delivered.lines(runId, script)) {
            last = shell.run(line);
            assertThat(last.exitCode()).as(last.stderr()).isZero();
        }
        if (last == null) throw new AssertionError("a script is at least one line");
        return last;
    }

    /** What a shell makes of the one line that carries the whole script, however long it is. */
    private static String bootstrap(String script) {
        String line = Delivered.direct(Delivered.base64(script));
        return line.substring(line.indexOf('"') + 1, line.length() - 1);
    }

    private static Played playedByTheEngine(Scenario scenario, List<Outcome> outcomes) {
        List<JsonNode> answers = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++)
            answers.add(
                    scenario.steps().get(i).restart()
                            ? JSON.createObjectNode()
                            : answer(scenario, outcomes.get(i).stdout()));
        return new Played(
                answers, scenario.comparable(outcomes.get(outcomes.size() - 1).state()));
    }

    private static JsonNode answer(Scenario scenario, String stdout) {
        return Scenario.comparable(PhaseAnswers.read(new HostOutput(0, stdout, ""), scenario.runId()));
    }

    private static Scenario scenario(String name) {
        return SCENARIOS.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void write(Map<String, List<Outcome>> ran) throws IOException {
        Map<String, Scenario> byName =
                SCENARIOS.stream().collect(Collectors.toMap(Scenario::name, Function.identity()));
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                List<String> written = new ArrayList<>();
                for (JsonNode node : JSON.readTree(Files.readString(file))) {
                    Scenario scenario = byName.get(node.get("name").textValue());
                    written.add(text(node, playedByTheEngine(scenario, ran.get(scenario.name()))));
                }
                Files.writeString(file, "[\n" + String.join(",\n", written) + "\n]\n");
            }
        }
    }

    /** One line for the host, for each step, for each answer: a difference is one line. */
    private static String text(JsonNode given, Played played) {
        return "{\"name\":" + given.get("name") + ",\"authority\":" + given.get("authority") + ",\n \"state\":"
                + given.get("state") + ",\n \"steps\":[" + lines(given.get("steps")) + "],\n \"answers\":["
                + lines(played.answers()) + "],\n \"end\":" + played.end() + "}";
    }

    private static String lines(Iterable<JsonNode> nodes) {
        List<String> lines = new ArrayList<>();
        nodes.forEach(node -> lines.add("\n  " + node));
        return String.join(",", lines);
    }
}
