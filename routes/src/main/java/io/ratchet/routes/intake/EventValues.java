package io.ratchet.routes.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import java.util.HashMap;
import java.util.Map;

/** The values of an event that stand as a text in one cell or field, in XML or JSON. */
final class EventValues {
    private EventValues() {}

    /** Empty where it is neither. */
    static Map<String, String> of(String text) {
        if (text.stripLeading().startsWith("<"))
            return EventXml.fragment(text).map(EventXml.Told::fields).orElse(Map.of());
        JsonNode values = object(text);
        Map<String, String> fields = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : inner(values).properties())
            if (field.getValue().isValueNode() && fields.size() < EventRecord.MOST_FIELDS)
                fields.put(
                        Excerpt.of(field.getKey(), EventRecord.LONGEST_FIELD),
                        Excerpt.of(field.getValue().asText(), EventRecord.LONGEST_FIELD));
        return fields;
    }

    /** Empty where it is no JSON. */
    static JsonNode object(String text) {
        if (!text.stripLeading().startsWith("{")) return Json.object();
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            // A text like another.
            return Json.object();
        }
    }

    /** Windows puts what is in user data into one object more. */
    static JsonNode inner(JsonNode values) {
        return values.path("EventXML").isObject() ? values.path("EventXML") : values;
    }
}
