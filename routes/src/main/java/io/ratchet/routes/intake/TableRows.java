package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Finding;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the rows of a table one after the other, and finds out beforehand in which order its dates stand. */
final class TableRows {
    /** After so many rows without a date whose order matters, none is looked for: what comes later is rejected then. */
    private static final int LOOKED_AT = 2_000;

    /** What a row takes beside its text, in characters. */
    private static final int ROW = 100;

    private static final Pattern NOTHING = Pattern.compile("[,;\t|\"\\s]*");
    /** Commas and blanks part times only where the next begins with a date in numbers: they stand within times too. */
    private static final Pattern TIMES_APART =
            Pattern.compile("[;|]|\\R|(?<=[0-9MmZ*])[, ]+(?=[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]|[0-9]{14}\\.)");
    /** No two times with their clocks are so short. */
    private static final int LONGEST_SINGLE = 24;

    @FunctionalInterface
    interface Each {
        /** As {@link Report.Interpretation#findings()}. */
        List<Finding> findings(Rows.Row row, Cells cells);
    }

    private TableRows() {}

    /** @param each depends on the row alone: rows of a long table are worked out on several threads */
    static void read(Rows table, Report report, Each each) throws IOException {
        SideBySide.<Rows.Row, Report.@Nullable Outcome>each(
                table::next,
                row -> row.text().length() + ROW,
                rows -> workedOut(rows, report, each),
                (row, outcome) -> take(row, outcome, report));
        table.tell(report);
    }

    private static List<Report.@Nullable Outcome> workedOut(List<Rows.Row> rows, Report report, Each each) {
        List<Report.@Nullable Outcome> outcomes = new ArrayList<>(rows.size());
        for (Rows.Row row : rows) outcomes.add(workedOut(row, report, each));
        return outcomes;
    }

    private static Report.@Nullable Outcome workedOut(Rows.Row row, Report report, Each each) {
        Cells cells = row.cells();
        return cells == null ? null : report.workedOut(() -> each.findings(row, cells));
    }

    private static void take(Rows.Row row, Report.@Nullable Outcome outcome, Report report) {
        if (outcome != null) report.take(row.name(), row::text, outcome);
        else if (!row.whole())
            report.broken(
                    row.name(),
                    FailureCode.INTAKE_TRUNCATED,
                    "The table breaks off in the middle of this row; the rows before were used.");
        else if (NOTHING.matcher(row.text()).matches()) report.ignored();
        else report.reject(row.name(), FailureCode.INTAKE_BAD_VALUE, String.valueOf(row.fault()), row.text());
    }

    /** Hands on each of the times in a cell. */
    static void times(String cell, Consumer<String> each) {
        if (single(cell)) each.accept(cell);
        else for (String one : TIMES_APART.split(bare(cell))) each.accept(one);
    }

    /** PowerShell writes a list in braces. */
    private static String bare(String cell) {
        String plain = cell.strip();
        return plain.startsWith("{") && plain.endsWith("}") ? plain.substring(1, plain.length() - 1) : plain;
    }

    /** The latest of the times in a cell; null where there is none. */
    static @Nullable Instant latest(String cell, Function<String, Instant> read) {
        if (single(cell)) return Words.absent(cell) ? null : read.apply(cell.strip());
        Instant latest = null;
        for (String one : TIMES_APART.split(bare(cell))) {
            if (Words.absent(one)) continue;
            Instant time = read.apply(one.strip());
            if (latest == null || time.isAfter(latest)) latest = time;
        }
        return latest;
    }

    private static boolean single(String cell) {
        if (cell.length() > LONGEST_SINGLE || cell.startsWith("{")) return false;
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            // Printable ASCII but for two; what parts lines is none of it.
            if (c < ' ' || c >= 0x7F || c == ';' || c == '|') return false;
        }
        return true;
    }

    /**
     * The order of the dates in a table, from the whole of it where one matters.
     *
     * @param times which of its columns hold times
     */
    static DateOrders orders(
            Source source, Predicate<Set<String>> header, Function<Set<String>, Collection<String>> times)
            throws IOException {
        DateOrders orders = new DateOrders();
        try (CsvTable table = new CsvTable(source, header)) {
            orders.separator(table.separator());
            Set<String> columns = table.columns();
            Collection<String> looked = times.apply(columns);
            if (looked.isEmpty()) return orders;
            int number = 0;
            for (Rows.Row row = table.next(); row != null; row = table.next()) {
                Cells cells = row.cells();
                if (cells == null) {
                    orders.lost(row.text());
                    continue;
                }
                for (String column : looked) times(cells.raw(column), time -> orders.time(column, time));
                for (String column : columns) orders.word(cells.raw(column));
                if (++number >= LOOKED_AT && !orders.asked()) break;
            }
        }
        return orders;
    }
}
