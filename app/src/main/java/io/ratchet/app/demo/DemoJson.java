package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.wire.Json;
import java.util.List;
import java.util.Locale;

/** How the demo writes JSON: keys in the order in which they were put. */
final class DemoJson {
    private DemoJson() {}

    static ObjectNode object() {
        return Json.object();
    }

    static void put(ObjectNode node, String field, Object value) {
        node.set(field, Json.mapper().valueToTree(value));
    }

    /** A registry value as the finding contract and the host state write it. */
    static ObjectNode registry(RegistryData data) {
        ObjectNode node =
                object().put("kind", data.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        Object value = data.value();
        if (value instanceof Long number) node.put("value", number);
        else if (value instanceof List<?> list) node.set("value", Json.mapper().valueToTree(list));
        else if (value != null) node.put("value", value.toString());
        return node;
    }
}
