package io.ratchet.routes.intake;

import java.util.Locale;
import java.util.Map;

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

    static Cells of(Map<String, String> cells) {
        return column -> cells.getOrDefault(column, "");
    }
}
