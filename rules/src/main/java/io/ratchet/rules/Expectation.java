package io.ratchet.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a case file says the decision lines must and must not contain; read as the examples of the contract are. */
final class Expectation {
    private static final List<String> PLAIN = List.of(
            "system",
            "decision",
            "remedy",
            "goal",
            "restart",
            "readiness",
            "identity",
            "rule",
            "playbook",
            "step",
            "fixedBuild",
            "confidence");

    private static final List<String> OTHERS = List.of(
            "asset",
            "disables",
            "gates_include",
            "statements_include",
            "changes_include",
            "any_of",
            "all_pass",
            "says");

    private Expectation() {}

    /** What may be said of a line. */
    static Set<String> keys() {
        Set<String> keys = new HashSet<>(PLAIN);
        keys.addAll(OTHERS);
        return keys;
    }

    /** Every complaint, empty when all is met. */
    static List<String> complaints(JsonNode expectation, List<JsonNode> lines) {
        List<String> complaints = new ArrayList<>();
        for (JsonNode wanted : expectation.path("expect"))
            if (lines.stream().noneMatch(line -> matches(wanted, line, lines)))
                complaints.add("no line meets " + wanted);
        for (JsonNode banned : expectation.path("forbid")) {
            if (banned.path("all_pass").asBoolean()) {
                List<JsonNode> mine = lines.stream()
                        .filter(line ->
                                !banned.has("system") || line.get("system").equals(banned.get("system")))
                        .toList();
                if (!mine.isEmpty()
                        && mine.stream()
                                .allMatch(line -> line.get("decision").asText().equals("no-action")))
                    complaints.add("all lines pass: " + banned);
                continue;
            }
            lines.stream()
                    .filter(line -> matches(banned, line, List.of(line)))
                    .findFirst()
                    .ifPresent(line -> complaints.add("a line matches the forbidden " + banned + ": " + line));
        }
        return complaints;
    }

    private static boolean matches(JsonNode wanted, JsonNode line, List<JsonNode> lines) {
        for (String key : PLAIN) if (wanted.has(key) && !oneOf(wanted.get(key), line.path(key))) return false;
        if (wanted.has("asset") && !host(wanted.get("asset").asText(), line)) return false;
        if (wanted.path("disables").asBoolean() && !disables(line)) return false;
        if (wanted.has("says")
                && !line.get("because").asText().contains(wanted.get("says").asText())) return false;
        for (JsonNode gate : wanted.path("gates_include"))
            if (stream(line.path("gates")).noneMatch(held -> holds(gate, held))) return false;
        for (JsonNode statement : wanted.path("statements_include"))
            if (stream(line.path("statements")).noneMatch(statement::equals)) return false;
        for (JsonNode change : wanted.path("changes_include")) {
            boolean found = lines.stream()
                    .filter(other -> other.get("asset").equals(line.get("asset")))
                    .flatMap(other -> stream(other.path("changes")))
                    .anyMatch(made -> includes(made, change));
            if (!found) return false;
        }
        if (wanted.has("any_of") && stream(wanted.get("any_of")).noneMatch(one -> matches(one, line, lines)))
            return false;
        return true;
    }

    /**
     * A gate by its id, or by more of it: {@code {id, scope, heldBy, liftedBy}}; {@code heldBy} is met by each name,
     * {@code liftedBy} by a part.
     */
    private static boolean holds(JsonNode wanted, JsonNode gate) {
        if (wanted.isTextual()) return gate.get("id").equals(wanted);
        if (!gate.get("id").equals(wanted.get("id"))) return false;
        if (wanted.has("scope") && !gate.get("scope").equals(wanted.get("scope"))) return false;
        if (wanted.has("liftedBy")
                && !gate.get("liftedBy")
                        .asText()
                        .contains(wanted.get("liftedBy").asText())) return false;
        return stream(wanted.path("heldBy"))
                .allMatch(name -> stream(gate.get("heldBy"))
                        .anyMatch(held -> held.asText().split("\\.")[0].equals(name.asText())));
    }

    private static boolean includes(JsonNode made, JsonNode wanted) {
        return StreamSupport.stream(((Iterable<String>) wanted::fieldNames).spliterator(), false)
                .allMatch(key -> made.has(key) && oneOf(wanted.get(key), made.get(key)));
    }

    private static boolean host(String name, JsonNode line) {
        String host = line.get("asset").asText().split("\\.")[0];
        return line.get("asset").asText().equals(name) || host.equals(name) || host.endsWith("-" + name);
    }

    private static boolean disables(JsonNode line) {
        return stream(line.path("changes"))
                .anyMatch(change -> change.path("key").asText().matches(".*Protocols\\\\(SSL|TLS 1\\.[01]).*")
                        && change.path("name").asText().equals("Enabled")
                        && change.path("after").asLong(1) == 0);
    }

    private static boolean oneOf(JsonNode wanted, JsonNode actual) {
        if (wanted.isArray()) return stream(wanted).anyMatch(one -> oneOf(one, actual));
        if (wanted.isNumber() && actual.isNumber()) return wanted.asLong() == actual.asLong();
        return wanted.equals(actual);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
