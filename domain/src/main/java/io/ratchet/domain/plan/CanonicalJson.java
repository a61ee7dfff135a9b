package io.ratchet.domain.plan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON with its names sorted and without blanks (RFC 8785 for what a plan holds: text, whole numbers, lists and
 * objects), so that the same value always gives the same bytes.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    static String write(@Nullable Object value) {
        StringBuilder json = new StringBuilder();
        append(json, value);
        return json.toString();
    }

    private static void append(StringBuilder json, @Nullable Object value) {
        if (value == null) json.append("null");
        else if (value instanceof Map<?, ?> map) object(json, map);
        else if (value instanceof List<?> list) array(json, list);
        else if (value instanceof Long || value instanceof Integer) json.append(value);
        else if (value instanceof String text) text(json, text);
        else
            throw new IllegalArgumentException(
                    "a plan holds no " + value.getClass().getName());
    }

    private static void object(StringBuilder json, Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((name, value) -> sorted.put(String.valueOf(name), value));
        String comma = "";
        json.append('{');
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            json.append(comma);
            text(json, entry.getKey());
            json.append(':');
            append(json, entry.getValue());
            comma = ",";
        }
        json.append('}');
    }

    private static void array(StringBuilder json, List<?> list) {
        String comma = "";
        json.append('[');
        for (Object item : list) {
            json.append(comma);
            append(json, item);
            comma = ",";
        }
        json.append(']');
    }

    private static void text(StringBuilder json, String text) {
        json.append('"');
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> json.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        json.append('"');
    }
}
