package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one night of the demo came to.
 *
 * @param month of the night, such as {@code 2018-09}
 * @param decisions number by kind of decision; {@code remediations} of this night by state, {@code readiness} by state
 * @param awaitingVendor asset ids, sorted
 * @param gates number of assets that each gate holds
 * @param surprises what did not come out as the estate says it must, one sentence each; none on a good night
 */
public record ActOutcome(
        String month,
        long assets,
        long findings,
        long rejected,
        SortedMap<String, Long> decisions,
        SortedMap<String, Long> remediations,
        long tickets,
        List<String> awaitingVendor,
        long held,
        SortedMap<String, Long> gates,
        SortedMap<String, Long> readiness,
        List<String> surprises) {
    public ActOutcome {
        decisions = sorted(decisions);
        remediations = sorted(remediations);
        gates = sorted(gates);
        readiness = sorted(readiness);
        awaitingVendor = awaitingVendor.stream().sorted().toList();
        surprises = List.copyOf(surprises);
    }

    /** As it stands among the {@code acts} of {@code ratchet.demo/1}. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("month", month);
        counts(json);
        json.set("gates", json(gates));
        ArrayNode said = json.putArray("surprises");
        surprises.forEach(said::add);
        return json;
    }

    /** Adds the fields that an act and the outcome as a whole have in common. */
    void counts(ObjectNode json) {
        json.put("assets", assets).put("findings", findings).put("rejected", rejected);
        json.set("decisions", json(decisions));
        json.set("remediations", json(remediations));
        json.put("tickets", tickets);
        ArrayNode waiting = json.putArray("awaitingVendor");
        awaitingVendor.forEach(waiting::add);
        json.put("held", held);
        json.set("readiness", json(readiness));
    }

    /** What {@link #json()} wrote. */
    static ActOutcome read(JsonNode json) {
        return new ActOutcome(
                json.path("month").asText(),
                json.path("assets").asLong(),
                json.path("findings").asLong(),
                json.path("rejected").asLong(),
                numbers(json.path("decisions")),
                numbers(json.path("remediations")),
                json.path("tickets").asLong(),
                texts(json.path("awaitingVendor")),
                json.path("held").asLong(),
                numbers(json.path("gates")),
                numbers(json.path("readiness")),
                texts(json.path("surprises")));
    }

    private static ObjectNode json(Map<String, Long> counts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        counts.forEach(json::put);
        return json;
    }

    private static SortedMap<String, Long> numbers(JsonNode json) {
        SortedMap<String, Long> numbers = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties())
            numbers.put(entry.getKey(), entry.getValue().asLong());
        return numbers;
    }

    private static List<String> texts(JsonNode json) {
        List<String> texts = new ArrayList<>();
        json.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static SortedMap<String, Long> sorted(Map<String, Long> counts) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }
}
