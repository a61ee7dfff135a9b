package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one JSON object; what does not fit is said with the field's path and what was found there. */
final class Fields {
    /** RFC 3339 and the databases know years of four digits. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /** The constants of each enum that the contract has words for, by their words. */
    private static final ClassValue<Map<String, Enum<?>>> WORDS = new ClassValue<>() {
        @Override
        protected Map<String, Enum<?>> computeValue(Class<?> type) {
            return byWord(type);
        }
    };

    private final JsonNode node;
    private final String path;

    private Fields(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    static Fields of(JsonNode node, String path) {
        if (!(node instanceof ObjectNode)) throw bad(path.isEmpty() ? "the document" : path, "an object", node);
        return new Fields(node, path);
    }

    static FailureException bad(String field, String wanted, @Nullable JsonNode found) {
        String shown = found == null || found.isMissingNode() ? "nothing" : shorten(found.toString());
        return FailureException.of(
                FailureCode.INTAKE_BAD_VALUE, "'" + field + "' must be " + wanted + ", not " + shown + ".");
    }

    private static String shorten(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "..";
    }

    boolean has(String field) {
        return present(field) != null;
    }

    private @Nullable JsonNode present(String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? null : value;
    }

    /** Whether the field stands there at all, be it null. */
    boolean mentions(String field) {
        return node.has(field);
    }

    JsonNode raw(String field) {
        return node.path(field);
    }

    Fields object(String field) {
        return of(node.path(field), at(field));
    }

    String text(String field) {
        String value = optionalText(field);
        if (value == null || value.isBlank()) throw bad(at(field), "text", node.get(field));
        return value;
    }

    @Nullable
    String optionalText(String field) {
        JsonNode value = present(field);
        if (value == null) return null;
        if (!value.isTextual()) throw bad(at(field), "text", value);
        return value.textValue();
    }

    int integer(String field) {
        Integer value = optionalInteger(field);
        if (value == null) throw bad(at(field), "a whole number", node.get(field));
        return value;
    }

    @Nullable
    Integer optionalInteger(String field) {
        JsonNode value = present(field);
        if (value == null) return null;
        if (!value.canConvertToExactIntegral() || !value.canConvertToInt())
            throw bad(at(field), "a whole number", value);
        return value.intValue();
    }

    /** How often something was seen; once where nothing is said. */
    long count(String field) {
        Long value = optionalCount(field);
        return value == null ? 1 : value;
    }

    @Nullable
    Long optionalCount(String field) {
        Long value = optionalLong(field);
        if (value != null && value < 0) throw bad(at(field), "a number from 0 on", node.get(field));
        return value;
    }

    /** One of the words of the contract. */
    String oneOf(String field, String... words) {
        String value = optionalOneOf(field, words);
        if (value == null) throw bad(at(field), "one of " + String.join(", ", words), node.get(field));
        return value;
    }

    @Nullable
    String optionalOneOf(String field, String... words) {
        String value = optionalText(field);
        if (value == null || List.of(words).contains(value)) return value;
        throw bad(at(field), "one of " + String.join(", ", words), node.get(field));
    }

    @Nullable
    Long optionalLong(String field) {
        JsonNode value = present(field);
        if (value == null) return null;
        if (!value.canConvertToExactIntegral() || !value.canConvertToLong())
            throw bad(at(field), "a whole number", value);
        return value.longValue();
    }

    boolean flag(String field) {
        JsonNode value = present(field);
        if (value == null) return false;
        if (!value.isBoolean()) throw bad(at(field), "true or false", value);
        return value.booleanValue();
    }

    Instant instant(String field) {
        Instant value = optionalInstant(field);
        if (value == null) throw bad(at(field), "a time such as 2018-09-01T01:12:09Z", node.get(field));
        return value;
    }

    @Nullable
    Instant optionalInstant(String field) {
        String value = optionalText(field);
        if (value == null) return null;
        Instant usual = UsualTime.utc(value);
        if (usual != null) return usual;
        try {
            Instant instant = OffsetDateTime.parse(value).toInstant();
            if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) throw new DateTimeException(value);
            return instant;
        } catch (DateTimeException e) {
            throw bad(at(field), "a time such as 2018-09-01T01:12:09Z", node.get(field));
        }
    }

    <E extends Enum<E>> E word(String field, Class<E> type) {
        E value = optionalWord(field, type);
        if (value == null) throw bad(at(field), "one of " + words(type), node.get(field));
        return value;
    }

    <E extends Enum<E>> @Nullable E optionalWord(String field, Class<E> type) {
        String value = optionalText(field);
        if (value == null) return null;
        Enum<?> meant = WORDS.get(type).get(value);
        if (meant == null) throw bad(at(field), "one of " + words(type), node.get(field));
        return type.cast(meant);
    }

    /** A constant as the contract writes it: lower case, hyphens. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, Enum<?>> byWord(Class<?> type) {
        Map<String, Enum<?>> constants = new HashMap<>();
        for (Object constant : type.getEnumConstants()) constants.put(word((Enum<?>) constant), (Enum<?>) constant);
        return constants;
    }

    /** A constant that the contract writes in capitals, by its name. */
    <E extends Enum<E>> E name(String field, Class<E> type) {
        String value = text(field);
        for (E constant : type.getEnumConstants()) if (constant.name().equals(value)) return constant;
        throw bad(at(field), "one of " + List.of(type.getEnumConstants()), node.get(field));
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) words.add(word(constant));
        return String.join(", ", words);
    }

    Map<String, String> texts(String field) {
        Map<String, String> texts = new TreeMap<>();
        if (!has(field)) return texts;
        JsonNode value = node.get(field);
        if (!value.isObject()) throw bad(at(field), "an object", value);
        value.properties().forEach(entry -> {
            if (!entry.getValue().isValueNode()) throw bad(at(field) + "." + entry.getKey(), "text", entry.getValue());
            if (!entry.getValue().isNull())
                texts.put(entry.getKey(), entry.getValue().asText());
        });
        return texts;
    }

    List<String> textList(String field) {
        List<String> texts = new ArrayList<>();
        node.path(field).forEach(item -> texts.add(item.asText()));
        return texts;
    }

    List<Fields> objects(String field) {
        List<Fields> objects = new ArrayList<>();
        JsonNode list = node.path(field);
        for (int i = 0; i < list.size(); i++) objects.add(of(list.get(i), at(field) + "[" + i + "]"));
        return objects;
    }

    String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
