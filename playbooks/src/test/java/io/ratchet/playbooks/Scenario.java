package io.ratchet.playbooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One case of the host contract: a host, what is asked of it, what it answers and how it is left. Data files hold them,
 * so that every authority is asked the same:
 *
 * <pre>
 * {"name": .., "authority": .., "state": {host state}, "steps": [{"phase": .., "calls": [{"id","action","parameters"}]} | {"restart": true}],
 *  "answers": [{call id: {"changed","before","after","restart","error"}} for each step], "end": {what is left of the state}}
 * </pre>
 *
 * @param authority who knows that it is so on Windows: {@code wine} (seen there under the real registry provider),
 *     {@code pwsh} (follows from the real engine alone) or {@code documented}
 */
public record Scenario(
        String name, String authority, JsonNode state, List<Step> steps, List<JsonNode> answers, JsonNode end) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = "run-1";

    /** @param script empty for a restart from outside */
    public record Step(String phase, String script) {
        public boolean restart() {
            return script.isEmpty();
        }
    }

    /** Every scenario of the folder's files, in the order of names. */
    public static List<Scenario> all(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Scenario> all = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) for (JsonNode scenario : JSON.readTree(Files.readString(file))) all.add(read(scenario));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario read(JsonNode node) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode step : node.get("steps")) {
            if (step.has("restart")) {
                steps.add(new Step("restart", ""));
            } else {
                Phase phase = Phase.valueOf(step.get("phase").textValue());
                steps.add(new Step(phase.name(), PhaseScripts.text(RUN, phase, calls(step.get("calls")))));
            }
        }
        List<JsonNode> answers = new ArrayList<>();
        node.path("answers").forEach(answers::add);
        return new Scenario(
                node.get("name").textValue(),
                node.get("authority").textValue(),
                node.get("state"),
                steps,
                answers,
                node.path("end"));
    }

    private static List<ActionCall> calls(JsonNode nodes) {
        List<ActionCall> calls = new ArrayList<>();
        for (JsonNode call : nodes) {
            Map<String, Object> parameters = new TreeMap<>();
            for (Map.Entry<String, JsonNode> parameter : call.path("parameters").properties())
                parameters.put(parameter.getKey(), value(parameter.getValue()));
            calls.add(new ActionCall(
                    call.get("id").textValue(), call.get("action").textValue(), parameters));
        }
        return calls;
    }

    private static Object value(JsonNode node) {
        if (node.isTextual()) return node.textValue();
        if (node.isIntegralNumber()) return node.longValue();
        if (node.isBoolean()) return node.booleanValue();
        List<String> list = new ArrayList<>();
        node.forEach(item -> list.add(item.textValue()));
        return list;
    }

    public String runId() {
        return RUN;
    }

    /** An answer in the form in which authorities are compared: all but the engine's version and Windows' own words. */
    public static JsonNode comparable(PhaseAnswer answer) {
        ObjectNode results = JSON.createObjectNode();
        for (StepResult result : answer.results()) {
            ObjectNode node = results.putObject(result.callId());
            node.put("changed", result.changed());
            node.set("before", JSON.valueToTree(result.before()));
            Map<String, String> after = new TreeMap<>(result.after());
            after.remove("powershell");
            if (result.action().equals("facts-system")) after.remove("at");
            node.set("after", JSON.valueToTree(after));
            node.put("restart", result.restart());
            node.put("error", error(result.error()));
        }
        return results;
    }

    private static @Nullable String error(@Nullable String error) {
        if (error == null) return null;
        for (String code : List.of("FAILED:", "ACCESS-DENIED:")) if (error.startsWith(code)) return code;
        return error;
    }

    /**
     * A state in the form in which authorities are compared: what can change, keys that others (or every Windows, for a
     * pending restart) imply left out, times as before or after.
     */
    public JsonNode comparable(JsonNode left) {
        ObjectNode end = JSON.createObjectNode();
        ObjectNode registry = end.putObject("registry");
        Map<String, JsonNode> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        left.path("registry").properties().forEach(key -> keys.put(key.getKey(), key.getValue()));
        keys.forEach((key, values) -> {
            String below = key.toLowerCase(Locale.ROOT) + "\\";
            boolean everyWindows = values.isEmpty() && key.endsWith("\\Component Based Servicing");
            boolean implied = everyWindows
                    || values.isEmpty()
                            && keys.keySet().stream()
                                    .anyMatch(other ->
                                            other.toLowerCase(Locale.ROOT).startsWith(below));
            if (!implied) registry.set(key, values);
        });
        var updates = end.putArray("updates");
        Map<String, JsonNode> sorted = new TreeMap<>();
        left.path("updates").properties().forEach(update -> sorted.put(update.getKey(), update.getValue()));
        sorted.keySet().forEach(updates::add);
        for (String table : List.of("files", "services", "tasks")) end.set(table, left.path(table));
        end.set(
                "waiting",
                left.path("waiting").path("files").isEmpty()
                        ? JSON.createObjectNode()
                        : left.path("waiting").path("files"));
        end.set("pendingReboot", left.path("pendingReboot"));
        end.put("restarted", !left.path("bootTime").equals(state.path("bootTime")));
        return end;
    }
}
