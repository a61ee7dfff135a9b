package io.ratchet.rules.catalogue;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One mapping of a catalogue file, read strictly: a key nobody asked for is an error, so that a typo never becomes a missing floor. */
final class Node {
    private final String where;
    private final Map<?, ?> map;
    private final Set<String> asked = new HashSet<>();

    Node(String where, @Nullable Object value) {
        this.where = where;
        if (!(value instanceof Map<?, ?> given)) throw bad("a mapping was expected here");
        this.map = given;
    }

    String text(String key) {
        String value = optional(key);
        if (value == null) throw bad("'" + key + "' is missing");
        return value;
    }

    @Nullable String optional(String key) {
        asked.add(key);
        Object value = map.get(key);
        return value == null ? null : String.valueOf(value);
    }

    String or(String key, String otherwise) {
        String value = optional(key);
        return value == null ? otherwise : value;
    }

    boolean flag(String key) {
        return "true".equals(optional(key));
    }

    /** A list of texts; a single text is a list of one. */
    List<String> texts(String key) {
        asked.add(key);
        Object value = map.get(key);
        if (value == null) return List.of();
        if (value instanceof List<?> list) return list.stream().map(String::valueOf).toList();
        return List.of(String.valueOf(value));
    }

    List<Integer> numbers(String key) {
        return texts(key).stream().map(Integer::valueOf).toList();
    }

    List<Node> nodes(String key) {
        asked.add(key);
        Object value = map.get(key);
        if (value == null) return List.of();
        if (!(value instanceof List<?> list)) throw bad("'" + key + "' must be a list");
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) nodes.add(new Node(where + "/" + key + "[" + i + "]", list.get(i)));
        return nodes;
    }

    @Nullable Node node(String key) {
        asked.add(key);
        Object value = map.get(key);
        return value == null ? null : new Node(where + "/" + key, value);
    }

    /** Refuses keys that nobody asked for. */
    void done() {
        for (Object key : map.keySet())
            if (!asked.contains(String.valueOf(key))) throw bad("the key '" + key + "' is not known here");
    }

    FailureException bad(String why) {
        return FailureException.of(FailureCode.CONFIG_INVALID, "Catalogue " + where + ": " + why + ".");
    }
}
