package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.RegistryData.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of a registry value: numbers as numbers, lists as lists, nothing where nothing stands. */
final class RegistryJson {
    private RegistryJson() {}

    static RegistryData read(Kind kind, JsonNode value, String field) {
        return switch (kind) {
            case ABSENT -> RegistryData.ABSENT;
            case DWORD -> dword(value, field);
            case QWORD -> {
                if (!value.canConvertToExactIntegral() || !value.canConvertToLong())
                    throw Fields.bad(field, "a whole number", value);
                yield new RegistryData(Kind.QWORD, value.longValue());
            }
            case STRING, EXPAND_STRING, BINARY -> {
                if (!value.isTextual()) throw Fields.bad(field, "text", value);
                yield new RegistryData(kind, value.textValue());
            }
            case MULTI_STRING -> {
                if (!value.isArray()) throw Fields.bad(field, "a list of text", value);
                List<String> items = new ArrayList<>();
                value.forEach(item -> {
                    if (!item.isTextual()) throw Fields.bad(field, "a list of text", value);
                    items.add(item.textValue());
                });
                yield new RegistryData(kind, items);
            }
        };
    }

    /** Tools that read a DWORD as signed say -1 for 4294967295: the same bits. */
    private static RegistryData dword(JsonNode value, String field) {
        boolean fits = value.canConvertToExactIntegral()
                && value.canConvertToLong()
                && value.longValue() >= Integer.MIN_VALUE
                && value.longValue() <= 0xFFFF_FFFFL;
        if (!fits) throw Fields.bad(field, "a DWORD", value);
        return RegistryData.dword(value.longValue());
    }

    static void write(ObjectNode node, String field, @Nullable Object value) {
        if (value == null) node.putNull(field);
        else if (value instanceof Long number) node.put(field, number);
        else if (value instanceof List<?> list) {
            ArrayNode array = node.putArray(field);
            list.forEach(item -> array.add(item.toString()));
        } else node.put(field, value.toString());
    }
}
