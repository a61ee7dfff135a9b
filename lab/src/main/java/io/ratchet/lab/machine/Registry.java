package io.ratchet.lab.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The registry under HKLM. Paths are without {@code HKLM\}; names compare ignoring case and keep their first spelling;
 * the 32-bit view is its own key under {@code WOW6432Node}. Not safe for use by many threads: the machine guards it.
 */
final class Registry {
    private static final String HIVE = "HKLM\\";

    /** Every existing key, those between included. */
    private final TreeMap<String, TreeMap<String, RegistryValue>> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    /** Keys that a state lists although they hold nothing of their own. */
    private final TreeSet<String> listed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    Registry(Map<String, Map<String, RegistryValue>> state) {
        create("SOFTWARE");
        create("SYSTEM");
        state.forEach((key, values) -> {
            if (!key.regionMatches(true, 0, HIVE, 0, HIVE.length()))
                throw new IllegalArgumentException("a host state lists keys under HKLM only, not " + key);
            String path = key.substring(HIVE.length());
            create(path);
            listed.add(path);
            values.forEach((name, value) -> set(path, name, value));
        });
    }

    boolean exists(String path) {
        return keys.containsKey(path);
    }

    Optional<RegistryValue> value(String path, String name) {
        return Optional.ofNullable(keys.get(path)).map(values -> values.get(name));
    }

    /** Values by name; empty for a key that is not there. */
    Map<String, RegistryValue> values(String path) {
        return keys.getOrDefault(path, new TreeMap<>());
    }

    List<String> children(String path) {
        var children = new ArrayList<String>();
        for (String each : keys.tailMap(path + "\\").keySet()) {
            if (!below(each, path)) break;
            if (each.indexOf('\\', path.length() + 1) < 0) children.add(each);
        }
        return children;
    }

    /** The key as it is spelled, for one that exists. */
    String spelling(String path) {
        String known = keys.ceilingKey(path);
        return known != null && known.equalsIgnoreCase(path) ? known : path;
    }

    /** Creates the key and what is missing above it; the keys that were missing, from above. */
    List<String> create(String path) {
        var created = new ArrayList<String>();
        String reached = "";
        for (String part : path.split("\\\\", -1)) {
            reached = reached.isEmpty() ? part : spelling(reached) + "\\" + part;
            if (exists(reached)) continue;
            keys.put(reached, new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
            created.add(reached);
        }
        return created;
    }

    void set(String path, String name, RegistryValue value) {
        existing(path).put(name, value);
    }

    void remove(String path, String name) {
        existing(path).remove(name);
    }

    private Map<String, RegistryValue> existing(String path) {
        return Objects.requireNonNull(keys.get(path), path);
    }

    void removeKey(String path) {
        keys.remove(path);
    }

    /** Removes the key and those above it, as far as they hold nothing and were not listed from the start. */
    void removeEmpty(String path) {
        for (String key = path; key.indexOf('\\') > 0; key = key.substring(0, key.lastIndexOf('\\'))) {
            if (!values(key).isEmpty() || !children(key).isEmpty() || listed.contains(key)) return;
            keys.remove(key);
        }
    }

    /** The keys with values, those with nothing below them, and those that were listed from the start. */
    Map<String, Map<String, RegistryValue>> state() {
        var state = new TreeMap<String, Map<String, RegistryValue>>(String.CASE_INSENSITIVE_ORDER);
        keys.forEach((path, values) -> {
            if (path.equalsIgnoreCase("SOFTWARE") || path.equalsIgnoreCase("SYSTEM")) return;
            if (!values.isEmpty() || listed.contains(path) || children(path).isEmpty()) state.put(HIVE + path, values);
        });
        return state;
    }

    private static boolean below(String path, String above) {
        return path.length() > above.length()
                && path.charAt(above.length()) == '\\'
                && path.regionMatches(true, 0, above, 0, above.length());
    }
}
