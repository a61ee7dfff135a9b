package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lets a person name a waiting remediation by the first letters of its id, as long as only one begins so. */
final class ShortIds {
    private ShortIds() {}

    /** The waiting remediations that {@code names} mean, in that order. */
    static List<JsonNode> find(JsonNode queue, List<String> names) {
        return find(queue, names, "remediation that is waiting for approval", "'ratchet queue'");
    }

    /**
     * Those of {@code queue} that {@code names} mean, in that order.
     *
     * @param kind what they are, for the sentence when there is none or are several
     * @param where where their ids stand
     */
    static List<JsonNode> find(JsonNode queue, List<String> names, String kind, String where) {
        List<JsonNode> found = new ArrayList<>();
        for (String name : names) {
            List<JsonNode> matching = new ArrayList<>();
            for (JsonNode entry : queue.path("entries"))
                if (entry.at("/remediation/id").asText().startsWith(name)) matching.add(entry.path("remediation"));
            if (matching.isEmpty())
                throw Refusal.couldNotStart("No " + kind + " has the id '" + name + "'; see " + where + ".");
            if (matching.size() > 1)
                throw Refusal.couldNotStart("More than one " + kind + " begins with '" + name + "': "
                        + matching.stream().map(m -> m.path("id").asText()).collect(Collectors.joining(", ")) + ".");
            found.add(matching.get(0));
        }
        return found;
    }
}
