package io.ratchet.rules.catalogue;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.wire.YamlNode;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a catalogue file, read strictly: a key nobody asked for is an error, so that a typo never becomes a
 * missing floor.
 */
final class Node {
    private final YamlNode place;
    private final Map<String, YamlNode> map;
    private final Set<String> asked = new HashSet<>();
    /** What was read last: what cannot be understood stands there. */
    private YamlNode last;

    private Node(YamlNode place) {
        this.place = place;
        this.map = place.entries();
        this.last = place;
    }

    /** @throws FailureException CONFIG_INVALID when it is not a mapping of plain values */
    static Node parse(String file, String yaml) {
        YamlNode root = YamlNode.parse(file, yaml);
        root.value();
        return new Node(root);
    }

    /** Reads it whole; what its values cannot mean is refused with their line. */
    <T> T read(Function<Node, T> reader) {
        try {
            return reader.apply(this);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw last.refuse(
                    "this cannot be read: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ") + ".");
        }
    }

    String text(String key) {
        String value = optional(key);
        if (value == null) throw bad("'" + key + "' is missing");
        return value;
    }

    @Nullable
    String optional(String key) {
        YamlNode value = ask(key);
        return value == null ? null : value.text();
    }

    String or(String key, String otherwise) {
        String value = optional(key);
        return value == null ? otherwise : value;
    }

    boolean flag(String key) {
        String value = or(key, "false");
        if (!value.equals("true") && !value.equals("false"))
            throw last.refuse("'" + key + "' is true or false, not '" + value + "'.");
        return value.equals("true");
    }

    /** A list of texts; a single text is a list of one. */
    List<String> texts(String key) {
        YamlNode value = ask(key);
        return value == null
                ? List.of()
                : value.list().stream().map(YamlNode::text).toList();
    }

    List<Integer> numbers(String key) {
        return texts(key).stream().map(Integer::valueOf).toList();
    }

    List<Node> nodes(String key) {
        YamlNode value = ask(key);
        if (value == null) return List.of();
        if (!value.isList()) throw value.refuse("'" + key + "' must be a list.");
        List<Node> nodes = new ArrayList<>();
        for (YamlNode item : value.list()) nodes.add(new Node(item));
        return nodes;
    }

    @Nullable
    Node node(String key) {
        YamlNode value = ask(key);
        return value == null ? null : new Node(value);
    }

    private @Nullable YamlNode ask(String key) {
        asked.add(key);
        YamlNode value = map.get(key);
        if (value == null || value.empty()) return null;
        last = value;
        return value;
    }

    /** Refuses keys that nobody asked for. */
    void done() {
        map.forEach((key, value) -> {
            if (!asked.contains(key)) throw value.refuse("the key '" + key + "' is not known here.");
        });
    }

    /** File and line. */
    String place() {
        return place.place();
    }

    /** A refusal that names this mapping's place. */
    FailureException bad(String why) {
        return place.refuse(why + ".");
    }
}
