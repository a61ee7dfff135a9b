package io.ratchet.lab.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.plan.Phase;
import io.ratchet.wire.Json;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code docs/host-state.md}. An impossible value is refused with one sentence that names it. */
public final class HostJson {
    static final String SCHEMA = "ratchet.host/1";
    private static final ObjectMapper JSON =
            Json.mapper().copy().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

    private HostJson() {}

    /** @throws IllegalArgumentException when the text is no host state */
    public static HostState read(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (!SCHEMA.equals(root.path("schema").asText()))
                throw new IllegalArgumentException("a host state has the schema " + SCHEMA + ", not '"
                        + root.path("schema").asText() + "'");
            return host(root);
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("a host state is not JSON: " + notJson.getOriginalMessage(), notJson);
        }
    }

    public static String write(HostState host) {
        try {
            return JSON.writeValueAsString(tree(host));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a host state cannot be written", impossible);
        }
    }

    static String line(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a line of the journal cannot be written", impossible);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static HostState host(JsonNode root) {
        return new HostState(
                root.path("name").asText(),
                text(root, "domain"),
                text(root, "smbiosUuid"),
                text(root, "sid"),
                operatingSystem(root.path("os")),
                Instant.parse(root.path("bootTime").asText()),
                root.path("pendingReboot").asBoolean(),
                entries(root.path("registry"), values -> entries(values, HostJson::value)),
                entries(root.path("updates"), at -> Instant.parse(at.asText())),
                entries(root.path("installable"), HostJson::installer),
                entries(root.path("packages"), HostJson::installer),
                entries(root.path("files"), file -> file.path("version").asText()),
                entries(root.path("services"), JsonNode::asText),
                entries(
                        root.path("tasks"),
                        task -> new HostState.Task(
                                task.path("command").asText(),
                                task.path("status").asText())),
                entries(root.path("outbound"), HostJson::texts),
                texts(root.path("denied")),
                entries(root.path("waiting").path("files"), JsonNode::asText),
                faults(root.path("faults")),
                traits(root.path("traits")),
                memory(root.path("lab")));
    }

    private static HostState.OperatingSystem operatingSystem(JsonNode os) {
        return new HostState.OperatingSystem(
                os.path("version").asText(),
                os.path("productType").asInt(),
                os.path("servicePack").asInt(),
                os.path("architecture").asText(),
                os.path("caption").asText(),
                os.path("powershell").asText());
    }

    private static HostState.Installer installer(JsonNode node) {
        return new HostState.Installer(
                text(node, "kb"),
                text(node, "product"),
                node.path("sha256").asText(),
                node.path("exitCode").asLong(),
                entries(node.path("files"), JsonNode::asText),
                node.path("seconds").asInt(),
                text(node, "content"));
    }

    static RegistryValue value(JsonNode node) {
        var kind = RegistryValue.Kind.ofWire(node.path("kind").asText());
        JsonNode data = node.path("value");
        return switch (kind) {
            case DWORD -> RegistryValue.dword(data.bigIntegerValue().longValue());
            case QWORD -> new RegistryValue(kind, data.bigIntegerValue().longValue());
            case MULTI_STRING -> new RegistryValue(kind, texts(data));
            case STRING, EXPAND_STRING, BINARY, NONE -> new RegistryValue(kind, data.asText());
        };
    }

    private static Faults faults(JsonNode node) {
        if (!node.isObject()) return Faults.NONE;
        JsonNode reset = node.path("reset");
        return new Faults(
                node.path("down").asBoolean(),
                node.path("wrongPassword").asBoolean(),
                node.path("accessDenied").asBoolean(),
                node.path("quotaExceeded").asInt(),
                reset.isObject()
                        ? new Faults.Reset(
                                reset.hasNonNull("phase")
                                        ? Phase.valueOf(reset.path("phase").asText())
                                        : null,
                                reset.path("afterCalls").asInt(),
                                reset.path("always").asBoolean())
                        : null,
                node.path("silent").asBoolean(),
                node.path("cliXml").asBoolean(),
                node.path("truncated").asBoolean(),
                node.path("slowBootSeconds").asInt(),
                texts(node.path("forgetful")),
                node.path("stuckListener").asBoolean(),
                entries(node.path("marksHeld"), JsonNode::asInt));
    }

    private static Traits traits(JsonNode node) {
        if (!node.isObject()) return Traits.NONE;
        return new Traits(
                node.path("language").asText(Traits.ENGLISH),
                node.path("constrainedLanguage").asBoolean(),
                node.path("onBattery").asBoolean(),
                entries(
                        node.path("policies"),
                        each -> new Traits.Policy(each.path("gpo").asText(), value(each.path("value")))));
    }

    private static ObjectNode tree(Traits traits) {
        ObjectNode node = object().put("language", traits.language())
                .put("constrainedLanguage", traits.constrainedLanguage())
                .put("onBattery", traits.onBattery());
        ObjectNode policies = node.putObject("policies");
        traits.policies()
                .forEach((place, policy) ->
                        policies.putObject(place).put("gpo", policy.gpo()).set("value", tree(policy.value())));
        return node;
    }

    private static Memory memory(JsonNode node) {
        if (!node.isObject()) return Memory.NONE;
        JsonNode boot = node.path("boot");
        return new Memory(
                node.path("changes").asLong(),
                boot.isObject()
                        ? new Memory.Boot(
                                texts(boot.path("server")),
                                texts(boot.path("client")),
                                texts(boot.path("dotnet")),
                                entries(boot.path("forgotten"), HostJson::value))
                        : null,
                entries(
                        node.path("installations"),
                        each -> new Memory.Installation(
                                each.path("file").asText(),
                                each.path("status").asText(),
                                each.path("exitCode").asLong())),
                node.hasNonNull("shutdownAsked")
                        ? Instant.parse(node.path("shutdownAsked").asText())
                        : null,
                entries(node.path("spent"), JsonNode::asInt),
                Set.copyOf(texts(node.path("undone"))),
                node.path("lastRun").asText());
    }

    private static ObjectNode tree(HostState host) {
        ObjectNode root = object();
        root.put("schema", SCHEMA).put("name", host.name()).put("domain", host.domain());
        root.put("smbiosUuid", host.smbiosUuid()).put("sid", host.sid());
        root.set("os", JSON.valueToTree(host.os()));
        ((ObjectNode) root.path("os")).remove(List.of("release", "build"));
        root.put("bootTime", host.bootTime().toString()).put("pendingReboot", host.pendingReboot());
        ObjectNode registry = root.putObject("registry");
        host.registry().forEach((key, values) -> {
            ObjectNode node = registry.putObject(key);
            values.forEach((name, value) -> node.set(name, tree(value)));
        });
        ObjectNode updates = root.putObject("updates");
        host.updates().forEach((kb, at) -> updates.put(kb, at.toString()));
        root.set("installable", JSON.valueToTree(host.installable()));
        root.set("packages", JSON.valueToTree(host.packages()));
        ObjectNode files = root.putObject("files");
        host.files().forEach((path, version) -> files.putObject(path).put("version", version));
        root.set("services", JSON.valueToTree(host.services()));
        root.set("tasks", JSON.valueToTree(host.tasks()));
        root.set("outbound", JSON.valueToTree(host.outbound()));
        if (!host.denied().isEmpty()) root.set("denied", JSON.valueToTree(host.denied()));
        if (!host.waiting().isEmpty()) root.putObject("waiting").set("files", JSON.valueToTree(host.waiting()));
        if (!host.faults().equals(Faults.NONE)) root.set("faults", JSON.valueToTree(host.faults()));
        if (!host.traits().equals(Traits.NONE)) root.set("traits", tree(host.traits()));
        root.set("lab", tree(host.memory()));
        return root;
    }

    static ObjectNode tree(RegistryValue value) {
        ObjectNode node = object().put("kind", value.kind().wire());
        if (value.data() instanceof Long number) node.put("value", new BigInteger(Long.toUnsignedString(number)));
        else if (value.data() instanceof String text) node.put("value", text);
        else value.items().forEach(node.withArray("/value")::add);
        if (value.kind() == RegistryValue.Kind.MULTI_STRING && value.items().isEmpty()) node.putArray("value");
        return node;
    }

    private static ObjectNode tree(Memory memory) {
        ObjectNode node = object().put("changes", memory.changes());
        Memory.Boot boot = memory.boot();
        if (boot != null) {
            ObjectNode booted = node.putObject("boot");
            booted.set("server", JSON.valueToTree(boot.server()));
            booted.set("client", JSON.valueToTree(boot.client()));
            booted.set("dotnet", JSON.valueToTree(boot.dotnet()));
            ObjectNode forgotten = booted.putObject("forgotten");
            boot.forgotten().forEach((name, value) -> forgotten.set(name, tree(value)));
        }
        ObjectNode installations = node.putObject("installations");
        memory.installations()
                .forEach((name, each) -> installations
                        .putObject(name)
                        .put("file", each.file())
                        .put("status", each.status())
                        .put("exitCode", each.exitCode()));
        if (memory.shutdownAsked() != null)
            node.put("shutdownAsked", memory.shutdownAsked().toString());
        node.set("spent", JSON.valueToTree(memory.spent()));
        if (!memory.undone().isEmpty()) memory.undone().stream().sorted().forEach(node.putArray("undone")::add);
        if (!memory.lastRun().isEmpty()) node.put("lastRun", memory.lastRun());
        return node;
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asText() : null;
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static <T> Map<String, T> entries(JsonNode object, Function<JsonNode, T> of) {
        var entries = new LinkedHashMap<String, T>();
        object.properties().forEach(entry -> entries.put(entry.getKey(), of.apply(entry.getValue())));
        return entries;
    }
}
