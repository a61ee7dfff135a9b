package io.ratchet.playbooks;

import io.ratchet.domain.plan.ActionCall;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The action primitives, and which script files each one needs on the host. */
enum Action {
    HOST_IDENTITY("host-identity"),
    REGISTRY("registry", "registry-read", "registry-undo"),
    UPDATE_QUERY("update-query"),
    FILE_VERSION("file-version"),
    UPDATE_INSTALL("update-install", "file-version", "installation", "update-query"),
    PACKAGE_INSTALL("package-install", "file-version", "installation"),
    SERVICE("service"),
    TLS_OUTBOUND("tls-outbound"),
    REBOOT("reboot"),
    RUN_CHECK("run-check"),
    RUN_MARK("run-mark"),
    FACTS_SYSTEM("facts-system", "facts", "host-identity", "registry-read"),
    FACTS_REGISTRY("facts-registry", "facts", "registry-read"),
    FACTS_SERVICES("facts-services", "facts"),
    FACTS_FILES("facts-files", "facts", "file-version", "registry-read"),
    FACTS_PRODUCTS("facts-products", "facts"),
    FACTS_UPDATES("facts-updates", "facts"),
    FACTS_LISTENERS("facts-listeners", "facts"),
    FACTS_POLICIES("facts-policies", "facts"),
    FACTS_EVENTS("facts-events", "facts"),
    EVIDENCE_CLOCK("evidence-clock", "facts"),
    EVIDENCE_PROCESSES("evidence-processes", "evidence", "facts"),
    EVIDENCE_CONNECTIONS("evidence-connections", "facts"),
    EVIDENCE_SESSIONS("evidence-sessions", "evidence", "facts"),
    EVIDENCE_SERVICES("evidence-services", "facts"),
    EVIDENCE_LOG_ONS("evidence-log-ons", "facts");

    /** The parameter of {@code registry} for which a part more travels. */
    static final String KEEP_KEY = "keepKey";

    private static final String REGISTRY_UNDO = "registry-undo";

    private final String wire;
    private final List<String> needs;

    Action(String wire, String... needs) {
        this.wire = wire;
        this.needs = List.of(needs);
    }

    String wire() {
        return wire;
    }

    static String prelude() {
        return Shipped.text("/actions/prelude.ps1");
    }

    static Action named(String wire) {
        for (Action action : values()) if (action.wire.equals(wire)) return action;
        throw new IllegalArgumentException("there is no action '" + wire + "'");
    }

    /** The script files of {@code actions} by name, each once, in alphabetical order. */
    static SortedMap<String, String> scripts(Collection<Action> actions) {
        SortedMap<String, String> scripts = new TreeMap<>();
        for (Action action : actions) {
            scripts.computeIfAbsent(action.wire, Action::script);
            for (String needed : action.needs) scripts.computeIfAbsent(needed, Action::script);
        }
        return scripts;
    }

    /** Those that {@code calls} need; what only putting back needs travels only then. */
    static SortedMap<String, String> scriptsOf(List<ActionCall> calls) {
        SortedMap<String, String> scripts =
                scripts(calls.stream().map(call -> named(call.action())).toList());
        if (calls.stream().noneMatch(call -> call.parameters().containsKey(KEEP_KEY))) scripts.remove(REGISTRY_UNDO);
        return scripts;
    }

    private static String script(String name) {
        return Shipped.text("/actions/" + name + ".ps1");
    }
}
