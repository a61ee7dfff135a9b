package io.ratchet.rules;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One short fact of a case file, which remembers what was asked of it: a key that nobody asked for is a typing mistake.
 */
final class CaseEntry extends LinkedHashMap<String, Object> {
    private final transient Set<Object> asked = new HashSet<>();

    CaseEntry(Map<String, ?> values) {
        putAll(values);
    }

    @Override
    public @Nullable Object get(Object key) {
        asked.add(key);
        return super.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        asked.add(key);
        return super.containsKey(key);
    }

    /** A key that the file's reader knows itself. */
    void allow(String key) {
        asked.add(key);
    }

    /** The keys that no kind of fact has a use for, in the order they are written. */
    List<String> unasked() {
        // A listener names each protocol version by its number.
        boolean listener = super.containsKey("offer");
        return keySet().stream()
                .filter(key -> !asked.contains(key) && !(listener && key.matches("[0-9.]+")))
                .toList();
    }
}
