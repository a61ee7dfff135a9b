package io.ratchet.playbooks;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.decision.Risk;
import io.ratchet.wire.YamlNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads a playbook's description; unknown keys and missing ones are refused with their line. */
final class PlaybookYaml {
    static final Set<String> KEYS = Set.of(
            "schema",
            "title",
            "supports",
            "risk",
            "restart",
            "order",
            "readBackSuffices",
            "breaks",
            "prerequisites",
            "citations",
            "changes",
            "procedure");
    private static final Set<String> CHANGES = Set.of("registry", "updates", "products", "services");
    private static final Set<String> VALUES = Set.of("keys", "names", "kinds");
    private static final Map<String, String> SCHEMA = Map.of("ratchet.playbook/1", "ratchet.playbook/1");
    private static final Map<String, Boolean> TRUTHS = Map.of("true", true, "false", false);
    private static final int LAST = 99;

    private PlaybookYaml() {}

    static Playbook read(String id, String yaml) {
        return read(id, "the playbook " + id, yaml);
    }

    /** @param place what refusals name it */
    static Playbook read(String id, String place, String yaml) {
        YamlNode root = YamlNode.parse(place, yaml);
        root.value();
        Map<String, YamlNode> keys = root.mapping(KEYS);
        root.required(keys, "schema").oneOf(SCHEMA);
        Map<String, YamlNode> changes = root.required(keys, "changes").mapping(CHANGES);
        return new Playbook(
                id,
                root.required(keys, "title").text(),
                id.substring(0, id.indexOf('/')),
                texts(root, keys, "supports"),
                root.required(keys, "risk").oneOf(risks()),
                root.required(keys, "restart").oneOf(restarts()),
                texts(root, keys, "breaks"),
                texts(root, keys, "prerequisites"),
                texts(root, keys, "citations"),
                root.required(keys, "order").as("a whole number from 1 to " + LAST, PlaybookYaml::order),
                YamlNode.given(keys.get("readBackSuffices")).map(YamlNode::text),
                territory(changes),
                ProcedureYaml.read(keys),
                Sha256.hex(content(id, yaml, actions(keys, changes))));
    }

    /** What {@link Playbook#contentHash()} is the hash of: id, description, and every script that it sends. */
    static byte[] content(String id, String yaml) {
        YamlNode root = YamlNode.parse("the playbook " + id, yaml);
        Map<String, YamlNode> keys = root.mapping(KEYS);
        return content(id, yaml, actions(keys, root.required(keys, "changes").mapping(CHANGES)));
    }

    private static List<Territory> territory(Map<String, YamlNode> changes) {
        List<Territory> territory = new ArrayList<>();
        if (changes.containsKey("registry"))
            for (YamlNode entry : changes.get("registry").list()) {
                Map<String, YamlNode> values = entry.mapping(VALUES);
                territory.add(new Territory.Registry(
                        texts(entry, values, "keys"),
                        texts(entry, values, "names"),
                        texts(entry, values, "kinds").stream()
                                .map(RegistryText::kind)
                                .toList()));
            }
        if (updates(changes)) territory.add(new Territory.Updates());
        if (changes.containsKey("products"))
            territory.add(new Territory.Products(changes.get("products").texts()));
        if (changes.containsKey("services"))
            territory.add(new Territory.Services(changes.get("services").texts()));
        return territory;
    }

    private static Set<Action> actions(Map<String, YamlNode> keys, Map<String, YamlNode> changes) {
        Set<Action> actions =
                new HashSet<>(List.of(Action.HOST_IDENTITY, Action.REBOOT, Action.RUN_CHECK, Action.RUN_MARK));
        if (changes.containsKey("registry")) actions.add(Action.REGISTRY);
        if (updates(changes)) actions.add(Action.UPDATE_INSTALL);
        if (changes.containsKey("products")) actions.add(Action.PACKAGE_INSTALL);
        if (changes.containsKey("services")) actions.add(Action.SERVICE);
        actions.addAll(ProcedureYaml.checks(keys));
        return actions;
    }

    private static boolean updates(Map<String, YamlNode> changes) {
        return changes.containsKey("updates") && changes.get("updates").oneOf(TRUTHS);
    }

    private static List<String> texts(YamlNode parent, Map<String, YamlNode> keys, String key) {
        return parent.required(keys, key).texts();
    }

    private static int order(String text) {
        int order = Integer.parseInt(text);
        Checks.that(order >= 1 && order <= LAST, "an order is 1 to " + LAST);
        return order;
    }

    private static Map<String, String> risks() {
        Map<String, String> words = new LinkedHashMap<>();
        for (Risk risk : Risk.values()) words.put(risk.wire(), risk.wire());
        return words;
    }

    private static Map<String, Restart> restarts() {
        Map<String, Restart> words = new LinkedHashMap<>();
        for (Restart restart : Restart.values()) words.put(restart.name().toLowerCase(Locale.ROOT), restart);
        return words;
    }

    /** Each part behind the number of its bytes and a colon. */
    private static byte[] content(String id, String yaml, Set<Action> actions) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        List.of(id, yaml, Action.prelude()).forEach(part -> put(content, part));
        Action.scripts(actions).forEach((name, script) -> {
            put(content, name);
            put(content, script);
        });
        return content.toByteArray();
    }

    /** What a playbook was called, and its description. */
    record Described(String id, String yaml) {}

    /**
     * The first two parts of a {@link #content}.
     *
     * @throws IllegalArgumentException when it does not begin with two parts
     */
    static Described described(byte[] content) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        while (parts.size() < 2) {
            int colon = at;
            while (colon < content.length && content[colon] != ':') colon++;
            int length = Integer.parseInt(new String(content, at, colon - at, StandardCharsets.US_ASCII));
            at = colon + 1;
            Checks.that(length >= 0 && length <= content.length - at, "a part is as long as it says");
            parts.add(new String(content, at, length, StandardCharsets.UTF_8));
            at += length;
        }
        return new Described(parts.get(0), parts.get(1));
    }

    private static void put(ByteArrayOutputStream content, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        content.writeBytes((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        content.writeBytes(bytes);
    }
}
