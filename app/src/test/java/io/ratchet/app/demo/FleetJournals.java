package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What really changed on the simulated hosts, by their own journals: they were there, whoever was killed. */
final class FleetJournals {
    /** A task's name holds its run's id, which differs each time; that it ran shows in what it installed. */
    private static final Set<String> SAID_ELSEWHERE = Set.of("task", "restart-pending");

    private FleetJournals() {}

    /** How often each change was made, by host and change; restarts are counted by {@link #restarts}. */
    static Map<String, Integer> changes(Path data) throws IOException {
        Map<String, Integer> changes = all(data);
        changes.keySet().removeIf(change -> change.contains(" boot "));
        return changes;
    }

    private static Map<String, Integer> all(Path data) throws IOException {
        Map<String, Integer> changes = new TreeMap<>();
        try (Stream<Path> files = Files.list(data.resolve("fleet"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".changes.ndjson"))
                    .toList())
                for (String line : Files.readAllLines(file)) {
                    if (!line.endsWith("}")) continue; // being written at this very moment
                    JsonNode change = Json.parse(line);
                    if (SAID_ELSEWHERE.contains(change.path("kind").asText())) continue;
                    changes.merge(name(change), 1, Integer::sum);
                }
        }
        return changes;
    }

    /**
     * The hosts that restarted, each with how often; without the one whose change is undone, which restarts once more
     * on its own time.
     */
    static Map<String, Integer> restarts(Path data) throws IOException {
        Map<String, Integer> restarts = new TreeMap<>();
        all(data).forEach((change, times) -> {
            if (change.contains(" boot ") && !change.startsWith("PLB-R2-03 "))
                restarts.merge(change.substring(0, change.indexOf(' ')), times, Integer::sum);
        });
        return restarts;
    }

    /** Every host that was changed. */
    static Set<String> hosts(Path data) throws IOException {
        Set<String> hosts = new TreeSet<>();
        changes(data).keySet().forEach(change -> hosts.add(change.substring(0, change.indexOf(' '))));
        return hosts;
    }

    private static String name(JsonNode change) {
        String kind = change.path("kind").asText();
        // What a boot and an update leave behind are moments.
        String values = kind.equals("boot") || kind.equals("update")
                ? ""
                : ": " + change.path("before").asText() + " -> "
                        + change.path("after").asText();
        return change.path("host").asText() + " " + kind + " "
                + change.path("what").asText() + values;
    }
}
