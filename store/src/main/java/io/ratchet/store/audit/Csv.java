package io.ratchet.store.audit;

import java.util.List;
import java.util.stream.Collectors;

/** Rows of RFC 4180 that no spreadsheet takes for a formula. */
public final class Csv {
    /** What makes a spreadsheet calculate; the wide forms count in East Asian locales. */
    private static final String FORMULA_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private Csv() {}

    /** One row with its line end. */
    public static String row(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    static String cell(String value) {
        String safe = value.isEmpty() || FORMULA_STARTS.indexOf(value.charAt(0)) < 0 ? value : "'" + value;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
