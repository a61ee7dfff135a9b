package io.ratchet.playbooks;

import io.ratchet.domain.Checks;
import io.ratchet.playbooks.Action.Parameter;
import io.ratchet.playbooks.Procedure.Check;
import io.ratchet.wire.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the section {@code procedure} of a playbook, held to what the actions' own files declare. */
final class ProcedureYaml {
    private static final String ACTION = "action";
    private static final Set<String> KEYS = Set.of("minutes", "before", "stop", "after");
    private static final int LONGEST = 24 * 60;
    private static final int MOST = 20;

    private ProcedureYaml() {}

    /** @param keys those of the whole playbook */
    static Procedure read(Map<String, YamlNode> keys) {
        Optional<YamlNode> given = YamlNode.given(keys.get("procedure"));
        if (given.isEmpty()) return Procedure.NONE;
        Map<String, YamlNode> own = given.get().mapping(KEYS);
        return new Procedure(
                YamlNode.given(own.get("minutes"))
                        .map(minutes -> minutes.as("a whole number from 1 to " + LONGEST, ProcedureYaml::minutes))
                        .orElse(0),
                checks(own, "before"),
                stop(own, keys),
                checks(own, "after"));
    }

    /** The actions that it is made of, beside that which stops services: a playbook that stops any declares them. */
    static Set<Action> checks(Map<String, YamlNode> keys) {
        Procedure procedure = read(keys);
        Set<Action> actions = new HashSet<>();
        procedure.before().forEach(check -> actions.add(Action.named(check.action())));
        procedure.after().forEach(check -> actions.add(Action.named(check.action())));
        return actions;
    }

    /** The services that it stops, as they are written. */
    static List<String> stopped(Map<String, YamlNode> keys) {
        return read(keys).stop();
    }

    private static int minutes(String text) {
        int minutes = Integer.parseInt(text);
        Checks.that(minutes >= 1 && minutes <= LONGEST, "a procedure takes 1 to " + LONGEST + " minutes");
        return minutes;
    }

    private static List<YamlNode> entries(Map<String, YamlNode> own, String key) {
        Optional<YamlNode> given = YamlNode.given(own.get(key));
        if (given.isEmpty()) return List.of();
        List<YamlNode> entries = given.get().list();
        if (entries.size() > MOST)
            throw given.get().refuse("'" + key + "' has at most " + MOST + " entries, not " + entries.size() + ".");
        return entries;
    }

    private static List<String> stop(Map<String, YamlNode> own, Map<String, YamlNode> keys) {
        List<String> names = new ArrayList<>();
        for (YamlNode entry : entries(own, "stop")) {
            String name = plain(entry);
            List<String> declared = Optional.ofNullable(keys.get("changes"))
                    .map(YamlNode::entries)
                    .flatMap(changes -> YamlNode.given(changes.get("services")))
                    .map(YamlNode::texts)
                    .orElse(List.of());
            if (declared.stream().noneMatch(name::equalsIgnoreCase))
                throw entry.refuse(
                        "the service '" + name
                                + "' is stopped here but is nothing that the playbook changes; name it under 'services' of 'changes'.");
            if (names.stream().anyMatch(name::equalsIgnoreCase))
                throw entry.refuse("the service '" + name + "' stands here twice; it is stopped once.");
            names.add(name);
        }
        return names;
    }

    private static List<Check> checks(Map<String, YamlNode> own, String key) {
        return entries(own, key).stream().map(ProcedureYaml::check).toList();
    }

    private static Check check(YamlNode entry) {
        Map<String, YamlNode> given = entry.entries();
        YamlNode name = entry.required(given, ACTION);
        Action action = Action.find(name.text())
                .orElseThrow(() -> name.refuse("there is no action '" + name.text()
                        + "'; docs/phase-script.md lists those that a procedure may name."));
        if (!action.check())
            throw name.refuse("the action '" + action.wire()
                    + "' is no check; docs/phase-script.md lists those that a procedure may name.");
        Map<String, Parameter> takes = new LinkedHashMap<>();
        action.parameters().forEach(parameter -> takes.put(parameter.name(), parameter));
        TreeMap<String, String> parameters = new TreeMap<>();
        given.forEach((key, value) -> {
            if (key.equals(ACTION)) return;
            Parameter parameter = takes.get(key);
            if (parameter == null)
                throw value.refuse("the check '" + action.wire() + "' takes no '" + key + "'; it takes "
                        + (takes.isEmpty() ? "nothing" : String.join(", ", takes.keySet())) + ".");
            parameters.put(key, text(parameter, value));
        });
        takes.values().stream().filter(Parameter::required).forEach(parameter -> {
            if (!parameters.containsKey(parameter.name()))
                throw entry.refuse("the check '" + action.wire() + "' needs '" + parameter.name() + "', "
                        + parameter.described() + ".");
        });
        return new Check(action.wire(), parameters);
    }

    private static String text(Parameter parameter, YamlNode value) {
        if (parameter.type().equals("list"))
            return String.join(
                    "\n", value.list().stream().map(ProcedureYaml::plain).toList());
        plain(value);
        return value.as(parameter.described(), text -> {
            parameter.typed(text);
            return text;
        });
    }

    private static String plain(YamlNode value) {
        String text = value.text();
        if (!SitePlaybooks.plain(text))
            throw value.refuse("this is plain text on one line, " + SitePlaybooks.LONGEST + " characters at most.");
        return text;
    }
}
