package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of the log. In {@code ratchet.audit-event/1} its canonical bytes are the leaf of the tree; in
 * {@code ratchet.audit-event/2} they are once its {@code sealed} values are replaced by commitments. Either way they
 * are fixed for ever.
 */
public final class AuditEventJson {
    public static final String SCHEMA = "ratchet.audit-event/1";
    public static final String SEALED = "ratchet.audit-event/2";

    private AuditEventJson() {}

    public static ObjectNode write(long sequence, AuditEvent event) {
        ObjectNode node = Json.object().put("schema", SCHEMA).put("sequence", sequence);
        node.put("at", event.at().toString()).put("type", event.type()).put("actor", event.actor());
        if (event.asset() != null) node.put("asset", event.asset().value());
        FindingJson.put(node, "remediation", event.remediation());
        node.set("data", tree(event.data()));
        return node;
    }

    /**
     * The line as it is kept and exported, with what its leaf is made of.
     *
     * @param places of the values that are hashed by themselves, in rising order
     * @param salt 32 hexadecimal digits that nobody can guess; left out where there is no such value
     */
    public static byte[] sealed(long sequence, AuditEvent event, List<String> places, String salt) {
        ObjectNode node = write(sequence, event).put("schema", SEALED);
        ArrayNode sealed = node.putArray("sealed");
        places.forEach(sealed::add);
        if (!places.isEmpty()) node.put("salt", salt);
        return Json.canonical(node);
    }

    /**
     * The line as it is kept, hashed and exported where nothing of it can be hidden: names sorted, no blanks, UTF-8, no
     * line end.
     */
    public static byte[] canonical(long sequence, AuditEvent event) {
        return Json.canonical(write(sequence, event));
    }

    public static AuditEvent read(JsonNode node) {
        Fields f = Fields.of(node, "");
        String asset = f.optionalText("asset");
        Map<String, Object> data = new TreeMap<>();
        f.raw("data").properties().forEach(entry -> data.put(entry.getKey(), plain(entry.getValue())));
        return new AuditEvent(
                f.instant("at"),
                f.text("type"),
                f.text("actor"),
                asset == null ? null : new AssetId(asset),
                f.optionalText("remediation"),
                data);
    }

    private static JsonNode tree(Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode node = Json.object();
            map.forEach((key, item) -> node.set(String.valueOf(key), tree(item)));
            return node;
        }
        if (value instanceof List<?> list) {
            ArrayNode node = Json.mapper().createArrayNode();
            list.forEach(item -> node.add(tree(item)));
            return node;
        }
        if (value instanceof Boolean flag) return Json.mapper().getNodeFactory().booleanNode(flag);
        if (value instanceof Long || value instanceof Integer)
            return Json.mapper().getNodeFactory().numberNode(((Number) value).longValue());
        return Json.mapper().getNodeFactory().textNode(value.toString());
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new TreeMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(item -> list.add(plain(item)));
            return list;
        }
        if (node.isBoolean()) return node.booleanValue();
        return node.isIntegralNumber() ? (Object) node.longValue() : node.asText();
    }
}
