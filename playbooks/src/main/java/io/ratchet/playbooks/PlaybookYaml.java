package io.ratchet.playbooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.RegistryData;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a playbook's description; unknown keys and missing ones are refused. */
final class PlaybookYaml {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private PlaybookYaml() {}

    private record Description(
            @JsonProperty(required = true) String schema,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) List<String> supports,
            @JsonProperty(required = true) String risk,
            @JsonProperty(required = true) String restart,
            @JsonProperty(required = true) List<String> breaks,
            @JsonProperty(required = true) List<String> prerequisites,
            @JsonProperty(required = true) List<String> citations,
            @JsonProperty(required = true) int order,
            @JsonProperty @Nullable String readBackSuffices,
            @JsonProperty(required = true) Changes changes) {}

    private record Changes(
            @JsonProperty @Nullable List<Values> registry,
            @JsonProperty @Nullable Boolean updates,
            @JsonProperty @Nullable List<String> products,
            @JsonProperty @Nullable List<String> services) {}

    private record Values(List<String> keys, List<String> names, List<String> kinds) {}

    static Playbook read(String id, String yaml) {
        Description description;
        try {
            description = YAML.readValue(yaml, Description.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the playbook " + id + " cannot be read", e);
        }
        if (!description.schema.equals("ratchet.playbook/1"))
            throw new IllegalStateException("the playbook " + id + " is of the unknown schema " + description.schema);
        return new Playbook(
                id,
                description.title,
                id.substring(0, id.indexOf('/')),
                description.supports,
                description.risk,
                Restart.valueOf(description.restart.toUpperCase(Locale.ROOT)),
                description.breaks,
                description.prerequisites,
                description.citations,
                description.order,
                Optional.ofNullable(description.readBackSuffices),
                territory(description.changes),
                hash(id, yaml, actions(description.changes)));
    }

    private static List<Territory> territory(Changes changes) {
        List<Territory> territory = new ArrayList<>();
        if (changes.registry != null)
            for (Values values : changes.registry)
                territory.add(new Territory.Registry(values.keys, values.names, kinds(values.kinds)));
        if (changes.updates != null && changes.updates) territory.add(new Territory.Updates());
        if (changes.products != null) territory.add(new Territory.Products(changes.products));
        if (changes.services != null) territory.add(new Territory.Services(changes.services));
        return territory;
    }

    private static List<RegistryData.Kind> kinds(List<String> words) {
        return words.stream().map(RegistryText::kind).toList();
    }

    private static Set<Action> actions(Changes changes) {
        Set<Action> actions = EnumSet.of(Action.HOST_IDENTITY, Action.REBOOT);
        if (changes.registry != null) actions.add(Action.REGISTRY);
        if (changes.updates != null) actions.add(Action.UPDATE_INSTALL);
        if (changes.products != null) actions.add(Action.PACKAGE_INSTALL);
        if (changes.services != null) actions.add(Action.SERVICE);
        return actions;
    }

    private static String hash(String id, String yaml, Set<Action> actions) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            part(digest, id);
            part(digest, yaml);
            part(digest, Action.prelude());
            for (Map.Entry<String, String> script : Action.scripts(actions).entrySet()) {
                part(digest, script.getKey());
                part(digest, script.getValue());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static void part(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
