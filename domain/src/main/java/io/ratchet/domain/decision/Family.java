package io.ratchet.domain.decision;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The families of systems, by the beginning of their ids in the catalogue. */
public final class Family {
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("os-", "Windows");
        NAMES.put("kb-", "Updates");
        NAMES.put("sv-", "Servers");
        NAMES.put("cl-", "Skype and Lync clients");
        NAMES.put("dv-", "Rooms and phones");
        NAMES.put("br-", "Browsers");
        NAMES.put("nd-", "Network");
        NAMES.put("in-", "Integrations");
        NAMES.put("mx-", "Matrix");
        NAMES.put("tp-", "Topology");
    }

    private Family() {}

    /** How the ids of the system's family begin; the whole id where it belongs to none. */
    public static String prefix(String system) {
        return NAMES.keySet().stream().filter(system::startsWith).findFirst().orElse(system);
    }

    /** The prefix of the family that goes by this name or prefix, whatever its case; empty where none does. */
    public static Optional<String> named(String given) {
        String wanted = given.strip();
        return NAMES.entrySet().stream()
                .filter(entry -> entry.getValue().equalsIgnoreCase(wanted)
                        || entry.getKey().equalsIgnoreCase(wanted)
                        || entry.getKey().equalsIgnoreCase(wanted + "-"))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** What they are called, in their order. */
    public static List<String> names() {
        return List.copyOf(NAMES.values());
    }

    /** What a family is called; its prefix where it has no name. */
    public static String name(String prefix) {
        return NAMES.getOrDefault(prefix, prefix);
    }
}
