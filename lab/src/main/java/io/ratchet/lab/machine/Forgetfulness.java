package io.ratchet.lab.machine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fault that a restart undoes what was written to certain registry values, named {@code HKLM\\key\\name}. */
final class Forgetfulness {
    private static final int HIVE = "HKLM\\".length();

    private final List<String> values;
    private final Registry registry;

    Forgetfulness(Faults faults, Registry registry) {
        values = faults.forgetful();
        this.registry = registry;
    }

    /** What stands in the values now, as it will after the next restart. */
    Map<String, RegistryValue> remember() {
        var remembered = new HashMap<String, RegistryValue>();
        for (String each : values)
            registry.value(path(each), name(each)).ifPresent(value -> remembered.put(each, value));
        return remembered;
    }

    void restore(Map<String, RegistryValue> remembered, ChangeLog log) {
        for (String each : values) {
            Optional<RegistryValue> now = registry.value(path(each), name(each));
            Optional<RegistryValue> then = Optional.ofNullable(remembered.get(each));
            if (now.equals(then)) continue;
            if (then.isPresent()) {
                registry.create(path(each));
                registry.set(path(each), name(each), then.get());
            } else registry.remove(path(each), name(each));
            log.add("registry", each, Change.text(now), Change.text(then));
        }
    }

    private static String path(String value) {
        return value.substring(HIVE, value.lastIndexOf('\\'));
    }

    private static String name(String value) {
        return value.substring(value.lastIndexOf('\\') + 1);
    }
}
