package io.ratchet.console;

import java.util.LinkedHashMap;
import java.util.Map;

/** The families of systems, by the beginning of their ids in the catalogue. */
final class Family {
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
    static String prefix(String system) {
        return NAMES.keySet().stream().filter(system::startsWith).findFirst().orElse(system);
    }

    /** What a family is called; its prefix where it has no name. */
    static String name(String prefix) {
        return NAMES.getOrDefault(prefix, prefix);
    }
}
