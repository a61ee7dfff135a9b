package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The hosts as the fleet's own files say they are, after whatever was changed on them. */
final class FleetTruth {
    private final Map<String, JsonNode> states;

    private FleetTruth(Map<String, JsonNode> states) {
        this.states = states;
    }

    static FleetTruth read(Path fleet) throws IOException {
        Map<String, JsonNode> states = new HashMap<>();
        try (Stream<Path> files = Files.list(fleet)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                JsonNode state = Json.parse(Files.readString(file));
                states.put(state.path("name").asText(), state);
            }
        }
        return new FleetTruth(states);
    }

    DemoInventory.Seen of(DemoHost host) {
        JsonNode state = state(host);
        Map<String, JsonNode> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> key : state.path("registry").properties())
            for (Map.Entry<String, JsonNode> value : key.getValue().properties())
                values.put(place(key.getKey(), value.getKey()), value.getValue());
        List<String> updates = new ArrayList<>();
        state.path("updates").fieldNames().forEachRemaining(updates::add);
        return new DemoInventory.Seen(
                Instant.parse(state.path("bootTime").asText()),
                (key, name) -> {
                    JsonNode value = values.get(place(key, name));
                    return value == null ? DemoJson.object().put("kind", "absent") : (ObjectNode) value.deepCopy();
                },
                files(state),
                updates,
                host.absentUpdates.stream().filter(kb -> !updates.contains(kb)).toList());
    }

    /**
     * The newest protocol that the host's Schannel calls others with since its last restart, as the simulation
     * remembers it.
     */
    String newestProtocol(DemoHost host) {
        JsonNode spoken = state(host).at("/lab/boot/client");
        return spoken.isEmpty() ? "TLSv1.2" : spoken.get(spoken.size() - 1).asText();
    }

    /** A product's own word about its build follows the file that carries it. */
    ObjectNode product(DemoHost host, ObjectNode seen) {
        String type = seen.path("type").asText();
        if (!type.equals("installed-product") && !type.equals("server-role")) return seen;
        for (String carrier : List.of(DemoHosts.SFB_FILE, DemoHosts.LYNC_FILE))
            if (host.files.containsKey(carrier))
                return seen.deepCopy().put("version", files(state(host)).get(carrier));
        return seen;
    }

    private JsonNode state(DemoHost host) {
        return Objects.requireNonNull(states.get(host.netbios()), host.netbios());
    }

    private static Map<String, String> files(JsonNode state) {
        Map<String, String> files = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, JsonNode> file : state.path("files").properties())
            files.put(file.getKey(), file.getValue().path("version").asText());
        return files;
    }

    private static String place(String key, String name) {
        return (key + "|" + name).toLowerCase(Locale.ROOT);
    }
}
