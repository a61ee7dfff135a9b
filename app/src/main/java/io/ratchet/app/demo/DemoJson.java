package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.RegistryData;
import java.util.List;
import java.util.Locale;

/** How the demo writes JSON: keys in the order in which they were put. */
final class DemoJson {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private DemoJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static void put(ObjectNode node, String field, Object value) {
        node.set(field, MAPPER.valueToTree(value));
    }

    /** A registry value as the finding contract and the host state write it. */
    static ObjectNode registry(RegistryData data) {
        ObjectNode node =
                object().put("kind", data.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        Object value = data.value();
        if (value instanceof Long number) node.put("value", number);
        else if (value instanceof List<?> list) node.set("value", MAPPER.valueToTree(list));
        else if (value != null) node.put("value", value.toString());
        return node;
    }
}
