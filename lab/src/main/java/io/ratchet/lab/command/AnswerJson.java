package io.ratchet.lab.command;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer byte for byte as the scripts' own writer does: names sorted by ordinal, everything beyond ASCII
 * escaped.
 */
final class AnswerJson {
    private AnswerJson() {}

    static String write(@Nullable Object value) {
        var json = new StringBuilder();
        append(json, value);
        return json.toString();
    }

    private static void append(StringBuilder json, @Nullable Object value) {
        if (value == null || value instanceof Boolean) json.append(value);
        else if (value instanceof String text) appendText(json, text);
        else if (value instanceof Map<?, ?> map) appendObject(json, map);
        else if (value instanceof List<?> list) {
            json.append('[');
            for (int at = 0; at < list.size(); at++) {
                if (at > 0) json.append(',');
                append(json, list.get(at));
            }
            json.append(']');
        } else throw new AssertionError("an answer cannot hold a " + value.getClass());
    }

    private static void appendObject(StringBuilder json, Map<?, ?> map) {
        var sorted = new TreeMap<String, Object>();
        map.forEach((name, value) -> sorted.put((String) name, value));
        String separator = "{";
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            json.append(separator);
            separator = ",";
            appendText(json, entry.getKey());
            json.append(':');
            append(json, entry.getValue());
        }
        json.append(sorted.isEmpty() ? "{}" : "}");
    }

    private static void appendText(StringBuilder json, String text) {
        json.append('"');
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '"' || character == '\\') json.append('\\').append(character);
            else if (character < 32 || character > 126) json.append(String.format("\\u%04x", (int) character));
            else json.append(character);
        }
        json.append('"');
    }
}
