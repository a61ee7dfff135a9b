package io.ratchet.store.audit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an event's data; what was not said is the empty text. */
record Said(Map<?, ?> data) {
    private static final int SHOWN = 60;

    /** A text out of a file that may come from anybody, as a sentence may quote it. */
    static String shown(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "...";
    }

    String text(String name) {
        Object value = data.get(name);
        return value == null ? "" : String.valueOf(value);
    }

    /** A list of plain values, or a map as {@code name=value}, on one line. */
    String line(String name) {
        Object value = data.get(name);
        if (value instanceof Map<?, ?> map)
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining("; "));
        if (value instanceof Collection<?> list)
            return list.stream().map(Objects::toString).collect(Collectors.joining(" "));
        return text(name);
    }

    /** A list of maps on one line. */
    String line(String name, Function<Said, String> each) {
        return all(name).stream().map(each).collect(Collectors.joining("; "));
    }

    List<Said> all(String name) {
        Object value = data.get(name);
        if (!(value instanceof @Nullable Collection<?> list)) return List.of();
        return list.stream()
                .filter(Map.class::isInstance)
                .map(one -> new Said((Map<?, ?>) one))
                .toList();
    }
}
