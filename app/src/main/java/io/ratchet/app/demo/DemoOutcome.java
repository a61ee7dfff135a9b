package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the nights of the demo came to: {@code ratchet.demo/1}.
 *
 * @param acts in the order in which they were played
 */
public record DemoOutcome(List<ActOutcome> acts, Audit audit, Duration elapsed) {
    /**
     * The log of all acts.
     *
     * @param root of the tree over the log, lower-case hexadecimal
     * @param intact whether the log verifies
     */
    public record Audit(long events, String root, Path export, boolean intact) {}

    public DemoOutcome {
        acts = List.copyOf(acts);
    }

    /** What did not come out as the estate says it must, in any act; one sentence each. */
    public List<String> surprises() {
        List<String> surprises = new ArrayList<>();
        acts.forEach(act -> act.surprises().forEach(surprise -> surprises.add(act.month() + ": " + surprise)));
        if (!audit.intact()) surprises.add("The audit log does not verify.");
        return surprises;
    }

    /** Whether every remediation, decision and rejected record of every act came out as the estate says it must. */
    public boolean expected() {
        return surprises().isEmpty();
    }

    /**
     * One line of JSON. What stands at the top of it, but for the log, the surprises and the time taken, is the first
     * act.
     */
    public String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("schema", "ratchet.demo/1");
        acts.get(0).counts(json);
        json.putObject("audit")
                .put("events", audit.events())
                .put("root", audit.root())
                .put("export", audit.export().toString());
        json.put("expected", expected());
        ArrayNode said = json.putArray("surprises");
        surprises().forEach(said::add);
        ArrayNode nights = json.putArray("acts");
        acts.forEach(act -> nights.add(act.json()));
        json.put("elapsedMs", elapsed.toMillis());
        return json.toString();
    }
}
