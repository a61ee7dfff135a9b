package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a night of the demo came to: {@code ratchet.demo/1}.
 *
 * @param decisions number by kind of decision; {@code remediations} by state, {@code readiness} by state
 * @param awaitingVendor asset ids, sorted
 * @param surprises what did not come out as the estate says it must, one sentence each; none on a good night
 */
public record DemoOutcome(
        long assets,
        long findings,
        long rejected,
        SortedMap<String, Long> decisions,
        SortedMap<String, Long> remediations,
        long tickets,
        List<String> awaitingVendor,
        long held,
        Audit audit,
        SortedMap<String, Long> readiness,
        List<String> surprises,
        Duration elapsed) {
    /** @param root of the tree over the log, lower-case hexadecimal */
    public record Audit(long events, String root, Path export) {}

    public DemoOutcome {
        decisions = sorted(decisions);
        remediations = sorted(remediations);
        readiness = sorted(readiness);
        awaitingVendor = awaitingVendor.stream().sorted().toList();
        surprises = List.copyOf(surprises);
    }

    /** Whether every remediation, decision and rejected record came out as the estate says it must. */
    public boolean expected() {
        return surprises.isEmpty();
    }

    /** One line of JSON. */
    public String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("schema", "ratchet.demo/1");
        json.put("assets", assets).put("findings", findings).put("rejected", rejected);
        json.set("decisions", counts(decisions));
        json.set("remediations", counts(remediations));
        json.put("tickets", tickets);
        ArrayNode waiting = json.putArray("awaitingVendor");
        awaitingVendor.forEach(waiting::add);
        json.put("held", held);
        json.putObject("audit")
                .put("events", audit.events())
                .put("root", audit.root())
                .put("export", audit.export().toString());
        json.set("readiness", counts(readiness));
        json.put("expected", expected());
        ArrayNode said = json.putArray("surprises");
        surprises.forEach(said::add);
        json.put("elapsedMs", elapsed.toMillis());
        return json.toString();
    }

    private static ObjectNode counts(Map<String, Long> counts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        counts.forEach(json::put);
        return json;
    }

    private static SortedMap<String, Long> sorted(Map<String, Long> counts) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }
}
