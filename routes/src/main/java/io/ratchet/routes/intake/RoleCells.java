package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One record by its roles, whatever its columns are called. */
final class RoleCells {
    /** What parts the thousands, in the languages in which tables are written. */
    private static final Pattern GROUPS = Pattern.compile("[.,' \u202F\u00A0](?=[0-9]{3})");

    private static final Pattern LEGACY = Pattern.compile(
            "(?i)\"key\"\\s*:\\s*\"Legacy TLS[^\"]{0,80}\"\\s*,\\s*\"value\"\\s*:\\s*\"?([^\",}\\]]{0,20})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");

    private final Mapping mapping;
    private final Cells cells;
    private final BiFunction<String, String, Instant> times;

    /** @param times reads a cell of a column as a time */
    RoleCells(Mapping mapping, Cells cells, BiFunction<String, String, Instant> times) {
        this.mapping = mapping;
        this.cells = cells;
        this.times = times;
    }

    /** Whether the source has a column for any role that begins so. */
    boolean names(String roles) {
        return mapping.roles().keySet().stream().anyMatch(role -> role.startsWith(roles));
    }

    /** Empty when nothing stands there. */
    String get(String role) {
        return mapping.value(cells, role);
    }

    Optional<String> some(String role) {
        String value = get(role);
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    @Nullable
    String orNull(String role) {
        String value = get(role);
        return value.isEmpty() ? null : value;
    }

    /** The first value of a cell that holds several. */
    Optional<String> first(String role) {
        return Cells.firstOf(get(role), true, value -> Words.absent(value) ? Optional.empty() : Optional.of(value));
    }

    /** Of several times in one cell the latest counts. */
    @Nullable
    Instant time(String role) {
        String column = mapping.column(cells, role);
        if (column == null) return null;
        return TableRows.latest(cells.get(column), text -> times.apply(column, text));
    }

    /** @throws FailureException INTAKE_BAD_VALUE for a word that is neither yes nor no: it is never taken for no */
    boolean yes(String role) {
        String value = word(role);
        return !value.isEmpty() && truth(role, value);
    }

    /** @throws FailureException INTAKE_BAD_VALUE for a word that is neither yes nor no: it is never taken for yes */
    boolean no(String role) {
        String value = word(role);
        return !value.isEmpty() && !truth(role, value);
    }

    private String word(String role) {
        String value = get(role);
        if (value.startsWith("[{")) return listed(value);
        if (!value.isEmpty()) return value;
        for (String column : mapping.roles().getOrDefault(role, List.of()))
            if (Words.unreadable(cells.raw(column))) return cells.raw(column).strip();
        return "";
    }

    /** Log Analytics leaves the list of a sign-in's details in one cell as JSON; one without the detail says no. */
    private static String listed(String details) {
        Matcher legacy = LEGACY.matcher(details);
        return legacy.find() ? legacy.group(1) : "";
    }

    /** What a person knows it by. */
    private String column(String role) {
        String column = mapping.column(cells, role);
        if (column != null) return column;
        for (String one : mapping.roles().getOrDefault(role, List.of()))
            if (!cells.raw(one).isBlank()) return one;
        return role;
    }

    private boolean truth(String role, String value) {
        return Words.truth(value)
                .orElseThrow(
                        () -> bad("'" + column(role) + "' is neither yes nor no: '" + Excerpt.of(value, 60) + "'."));
    }

    @Nullable
    Long count(String role) {
        String told = get(role);
        if (told.isEmpty()) return null;
        String value = GROUPS.matcher(told).replaceAll("");
        if (!NUMBER.matcher(value).matches())
            throw bad("'" + column(role) + "' must be a number, not '" + Excerpt.of(value, 60) + "'.");
        return Long.valueOf(value);
    }

    static FailureException bad(String sentence) {
        return FailureException.of(FailureCode.INTAKE_BAD_VALUE, sentence);
    }
}
