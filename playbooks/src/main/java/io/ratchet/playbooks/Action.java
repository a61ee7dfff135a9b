package io.ratchet.playbooks;

import io.ratchet.domain.plan.ActionCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * An action primitive, as the head of its own file {@code actions/NAME.ps1} declares it: lines that begin with
 * {@code #: }. A further action is a further file and nothing here; those with a name below are the ones that plans and
 * questions are made of.
 *
 * @param wire its name in the data
 * @param needs the other script files that it needs on the host, and what these need in turn
 * @param parameters what it takes
 * @param check whether it may be a check of a procedure; such an action changes nothing in any phase
 */
record Action(String wire, List<String> needs, List<Parameter> parameters, boolean check) {
    private static final Map<String, Optional<Action>> READ = new ConcurrentHashMap<>();
    private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+){0,4}");
    private static final String MARK = "#: ";

    static final Action HOST_IDENTITY = named("host-identity");
    static final Action REGISTRY = named("registry");
    static final Action FILE_VERSION = named("file-version");
    static final Action UPDATE_INSTALL = named("update-install");
    static final Action PACKAGE_INSTALL = named("package-install");
    static final Action SERVICE = named("service");
    static final Action REBOOT = named("reboot");
    static final Action RUN_CHECK = named("run-check");
    static final Action RUN_MARK = named("run-mark");
    static final Action FACTS_SYSTEM = named("facts-system");
    static final Action FACTS_REGISTRY = named("facts-registry");
    static final Action FACTS_SERVICES = named("facts-services");
    static final Action FACTS_FILES = named("facts-files");
    static final Action FACTS_PRODUCTS = named("facts-products");
    static final Action FACTS_UPDATES = named("facts-updates");
    static final Action FACTS_LISTENERS = named("facts-listeners");
    static final Action FACTS_POLICIES = named("facts-policies");
    static final Action FACTS_EVENTS = named("facts-events");
    static final Action EVIDENCE_CLOCK = named("evidence-clock");
    static final Action EVIDENCE_PROCESSES = named("evidence-processes");
    static final Action EVIDENCE_CONNECTIONS = named("evidence-connections");
    static final Action EVIDENCE_SESSIONS = named("evidence-sessions");
    static final Action EVIDENCE_SERVICES = named("evidence-services");
    static final Action EVIDENCE_LOG_ONS = named("evidence-log-ons");

    /** The parameter of {@code registry} for which a part more travels. */
    static final String KEEP_KEY = "keepKey";

    private static final String REGISTRY_UNDO = "registry-undo";

    Action {
        needs = List.copyOf(needs);
        parameters = List.copyOf(parameters);
    }

    /**
     * One thing that an action takes.
     *
     * @param type {@code text}, {@code number}, {@code truth}, {@code list}, or the words it can be, parted by
     *     {@code |}
     */
    record Parameter(String name, String type, boolean required) {
        /**
         * The value as it travels; a list has a line for each item.
         *
         * @throws IllegalArgumentException when the text is none of this type
         */
        Object typed(String text) {
            return switch (type) {
                case "text" -> text;
                case "number" -> Long.valueOf(text);
                case "truth" -> truth(text);
                case "list" -> text.lines().toList();
                default -> word(text);
            };
        }

        private static Boolean truth(String text) {
            if (text.equals("true") || text.equals("false")) return Boolean.valueOf(text);
            throw new IllegalArgumentException("neither true nor false");
        }

        private String word(String text) {
            if (List.of(type.split("[|]")).contains(text)) return text;
            throw new IllegalArgumentException("none of " + type);
        }

        /** What it is, in words for people. */
        String described() {
            return switch (type) {
                case "text" -> "text";
                case "number" -> "a whole number";
                case "truth" -> "true or false";
                case "list" -> "a list of texts";
                default -> "one of " + type.replace("|", ", ");
            };
        }
    }

    static String prelude() {
        return Shipped.text("/actions/prelude.ps1");
    }

    static Action named(String wire) {
        return find(wire).orElseThrow(() -> new IllegalArgumentException("there is no action '" + wire + "'"));
    }

    /** Empty where no file declares an action of that name; a part that others need is none. */
    static Optional<Action> find(String wire) {
        if (!NAME.matcher(wire).matches()) return Optional.empty();
        return READ.computeIfAbsent(
                wire, name -> Shipped.find("/actions/" + name + ".ps1").flatMap(text -> declared(name, text)));
    }

    /** What the head of a file says of the action {@code name}; empty where it has no head. */
    static Optional<Action> declared(String name, String text) {
        List<String> head =
                text.lines().takeWhile(line -> line.startsWith(MARK)).toList();
        if (head.isEmpty()) return Optional.empty();
        List<String> needs = new ArrayList<>();
        List<Parameter> parameters = new ArrayList<>();
        boolean check = false;
        for (String line : head) {
            String[] words = line.substring(MARK.length()).split(" ", -1);
            if (line.equals(MARK + "action " + name)) continue;
            if (words[0].equals("needs") && words.length > 1)
                needs.addAll(List.of(words).subList(1, words.length));
            else if (words[0].equals("takes") && words.length == 3)
                parameters.add(new Parameter(words[1], words[2], true));
            else if (words[0].equals("may-take") && words.length == 3)
                parameters.add(new Parameter(words[1], words[2], false));
            else if (line.equals(MARK + "stands check")) check = true;
            else throw new IllegalStateException("the head of the action " + name + " says '" + line + "'");
        }
        if (!head.get(0).equals(MARK + "action " + name))
            throw new IllegalStateException("the head of the action " + name + " begins by another name");
        return Optional.of(new Action(name, needs, parameters, check));
    }

    /** The script files of {@code actions} by name, each once, in alphabetical order. */
    static SortedMap<String, String> scripts(Collection<Action> actions) {
        SortedMap<String, String> scripts = new TreeMap<>();
        for (Action action : actions) add(action.wire, scripts);
        return scripts;
    }

    private static void add(String name, Map<String, String> scripts) {
        if (scripts.putIfAbsent(name, script(name)) != null) return;
        find(name).ifPresent(action -> action.needs.forEach(needed -> add(needed, scripts)));
    }

    /** Those that {@code calls} need; what only putting back needs travels only then. */
    static SortedMap<String, String> scriptsOf(List<ActionCall> calls) {
        SortedMap<String, String> scripts =
                scripts(calls.stream().map(call -> named(call.action())).toList());
        if (calls.stream().noneMatch(call -> call.parameters().containsKey(KEEP_KEY))) scripts.remove(REGISTRY_UNDO);
        return scripts;
    }

    /** Without its head, which says nothing about what is done: a playbook keeps its hash when a head is reworded. */
    private static String script(String name) {
        String text = Shipped.text("/actions/" + name + ".ps1");
        int at = 0;
        while (text.startsWith(MARK, at)) at = text.indexOf('\n', at) + 1;
        return text.substring(at);
    }
}
