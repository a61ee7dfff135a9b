package io.ratchet.routes.intake;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Named cells of one record, as it came; names by their letters and digits alone, in lower case. */
@FunctionalInterface
interface Cells {
    /** As it came; empty where there is no such cell. */
    String raw(String column);

    /** Without the blanks around it; empty where it is missing or says that nothing is known. */
    default String get(String column) {
        return Words.value(raw(column));
    }

    /** {@code IP Address}, {@code ip_address} and {@code ipAddress} are one name. */
    static String name(String column) {
        StringBuilder name = new StringBuilder(column.length());
        for (int i = 0; i < column.length(); i++) {
            char c = column.charAt(i);
            if (Character.isLetterOrDigit(c)) name.append(c);
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    /**
     * The first of several values of a cell that means something; PowerShell writes a list in braces, JSON in brackets.
     *
     * @param bars whether they may part values too
     */
    static <T> Optional<T> firstOf(String cell, boolean bars, Function<String, Optional<T>> meaning) {
        int from = 0;
        for (int i = 0; i <= cell.length(); i++) {
            if (i < cell.length() && !parts(cell.charAt(i), bars)) continue;
            if (i > from) {
                Optional<T> found = meaning.apply(cell.substring(from, i));
                if (found.isPresent()) return found;
            }
            from = i + 1;
        }
        return Optional.empty();
    }

    private static boolean parts(char c, boolean bars) {
        return c < Separators.PARTS.length && (c == '|' ? bars : Separators.PARTS[c]);
    }

    /** Of values in one cell. */
    final class Separators {
        private static final boolean[] PARTS = new boolean[0x80];

        static {
            for (char c : ";, \t\n\u000B\f\r{}[]\"".toCharArray()) PARTS[c] = true;
        }

        private Separators() {}
    }

    static Cells of(Map<String, String> cells) {
        return column -> cells.getOrDefault(column, "");
    }
}
