package io.ratchet.playbooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.PhaseAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Collects scripts for simulated hosts and runs them all in one start of the real engine. */
public final class WindowsDouble {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArrayNode cases = JSON.createArrayNode();

    /** What one step of a case left behind. */
    public record Outcome(
            String stdout, @Nullable String failure, JsonNode state, List<String> loud, List<String> left) {
        public PhaseAnswer answer(String runId) {
            return PhaseAnswers.read(new HostOutput(0, stdout, ""), runId);
        }
    }

    /** The steps of one host, in order. */
    public static final class Host {
        private final ArrayNode steps;

        private Host(ArrayNode steps) {
            this.steps = steps;
        }

        public Host runs(String script) {
            steps.addObject().put("script", script);
            return this;
        }

        /** The shell is killed while the script sleeps for the {@code sleeps}th time. */
        public Host runsAndIsCutOff(String script, int sleeps) {
            steps.addObject().put("script", script).put("killAfter", sleeps);
            return this;
        }

        public Host restarts() {
            steps.addObject().put("restart", true);
            return this;
        }
    }

    public Host host(String id, JsonNode state) {
        ObjectNode added = cases.addObject();
        added.put("id", id).put("state", state.toString());
        return new Host(added.putArray("steps"));
    }

    /** By id of the host, one outcome for each step. */
    public Map<String, List<Outcome>> run() {
        return run((given, answers) -> Engine.run(script("run.ps1"), given, answers));
    }

    /** The same against Wine's registry, with nothing else of a host; the states left behind are not told. */
    public Map<String, List<Outcome>> runUnderWine(Path prefix) {
        return run((given, answers) -> Engine.runUnderWine(prefix, script("wine.ps1"), given, answers));
    }

    private static Path script(String name) {
        return Engine.root().resolve("lab/src/main/resources/double").resolve(name);
    }

    private Map<String, List<Outcome>> run(BiConsumer<Path, Path> engine) {
        try {
            Path folder = Files.createTempDirectory("ratchet-cases");
            Path given = folder.resolve("cases.json");
            Path answers = folder.resolve("answers.json");
            Files.writeString(given, cases.toString());
            engine.accept(given, answers);
            JsonNode said = JSON.readTree(Files.readString(answers));
            Files.delete(given);
            Files.delete(answers);
            Files.delete(folder);
            return outcomes(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<Outcome>> outcomes(JsonNode said) throws JsonProcessingException {
        Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
        for (JsonNode host : said) {
            List<Outcome> steps = new ArrayList<>();
            for (JsonNode step : host.get("steps"))
                steps.add(new Outcome(
                        step.get("stdout").textValue(),
                        step.get("failure").textValue(),
                        JSON.readTree(step.get("state").textValue()),
                        texts(step.get("loud")),
                        texts(step.get("left"))));
            outcomes.put(host.get("id").textValue(), steps);
        }
        return outcomes;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.textValue()));
        return texts;
    }
}
