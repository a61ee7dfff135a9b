package io.ratchet.store.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A statement that grows with its values. */
final class Query {
    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();

    Query(String text) {
        this.text.append(text);
    }

    Query add(String part, @Nullable Object... more) {
        text.append(part);
        values.addAll(Arrays.asList(more));
        return this;
    }

    /** The column holds the text somewhere, whatever the case of its letters. */
    void containing(String column, String part) {
        add(" and lower(" + column + ") like ? escape '!'", "%" + literally(part.toLowerCase(Locale.ROOT)) + "%");
    }

    /** As part of a pattern that stands for itself. */
    static String literally(String part) {
        return part.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    String text() {
        return text.toString();
    }

    @Nullable
    Object[] values() {
        return values.toArray();
    }
}
