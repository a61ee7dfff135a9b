package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.RegistryData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code changes} of decisions and plans: {@code before} is null when absent, missing when nobody told;
 * {@code after} null deletes.
 */
final class ChangeJson {
    private ChangeJson() {}

    static void write(ArrayNode array, List<Change> changes) {
        changes.forEach(change -> array.add(write(change)));
    }

    private static ObjectNode write(Change change) {
        ObjectNode node = Json.object();
        if (change instanceof Change.Registry c) return registry(node, c);
        if (change instanceof Change.Update c) return node.put("kind", "update").put("kb", c.kb());
        if (change instanceof Change.Product c)
            return node.put("kind", "package").put("product", c.product()).put("build", c.build());
        if (change instanceof Change.Service c)
            return node.put("kind", "service").put("name", c.name()).put("action", c.action());
        if (change instanceof Change.Reboot) return node.put("kind", "restart");
        if (change instanceof Change.Command c)
            return node.put("kind", "command").put("name", c.name());
        throw new AssertionError("a change without a JSON form: " + change.getClass());
    }

    /**
     * {@code beforeType} is written only where the kind of what stands there differs from what shall, so that nothing
     * is lost.
     */
    private static ObjectNode registry(ObjectNode node, Change.Registry change) {
        RegistryData before = change.before();
        RegistryData.Kind kind = change.after().absent() && before != null
                ? before.kind()
                : change.after().kind();
        node.put("kind", "registry")
                .put("key", change.key())
                .put("name", change.name())
                .put("type", Fields.word(kind));
        if (before != null) {
            if (!before.absent() && before.kind() != kind) node.put("beforeType", Fields.word(before.kind()));
            RegistryJson.write(node, "before", before.value());
        }
        RegistryJson.write(node, "after", change.after().value());
        return node;
    }

    static List<Change> read(Fields fields, String field) {
        return fields.objects(field).stream().map(ChangeJson::read).toList();
    }

    private static Change read(Fields f) {
        return switch (f.text("kind")) {
            case "registry" -> registry(f);
            case "update" -> new Change.Update(f.text("kb"));
            case "package" -> new Change.Product(f.text("product"), f.text("build"));
            case "service" -> new Change.Service(f.text("name"), f.text("action"));
            case "restart" -> new Change.Reboot();
            case "command" -> new Change.Command(f.text("name"));
            default -> throw Fields.bad(f.at("kind"), "a kind of change", f.raw("kind"));
        };
    }

    private static Change registry(Fields f) {
        RegistryData.Kind kind = f.word("type", RegistryData.Kind.class);
        RegistryData.Kind beforeKind = f.has("beforeType") ? f.word("beforeType", RegistryData.Kind.class) : kind;
        RegistryData before = f.mentions("before") ? data(beforeKind, f.raw("before"), f.at("before")) : null;
        return new Change.Registry(f.text("key"), f.text("name"), before, data(kind, f.raw("after"), f.at("after")));
    }

    private static RegistryData data(RegistryData.Kind kind, @Nullable JsonNode value, String field) {
        return value == null || value.isNull() ? RegistryData.ABSENT : RegistryJson.read(kind, value, field);
    }
}
