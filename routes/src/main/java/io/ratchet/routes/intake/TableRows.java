package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Takes the rows of a table one after the other, and finds out beforehand in which order its dates stand. */
final class TableRows {
    /** After so many rows without a date whose order matters, none is looked for: what comes later is rejected then. */
    private static final int LOOKED_AT = 2_000;

    @FunctionalInterface
    interface Each {
        /** As {@link Report.Interpretation#findings()}. */
        List<Finding> findings(Rows.Row row, Cells cells);
    }

    private TableRows() {}

    static void read(Rows table, Report report, Each each) throws IOException {
        for (Rows.Row row = table.next(); row != null; row = table.next()) one(row, report, each);
        table.tell(report);
    }

    private static void one(Rows.Row row, Report report, Each each) {
        Cells cells = row.cells();
        if (cells != null) report.record(row.name(), row::text, () -> each.findings(row, cells));
        else if (!row.whole())
            report.broken(
                    row.name(),
                    FailureCode.INTAKE_TRUNCATED,
                    "The table breaks off in the middle of this row; the rows before were used.");
        else if (row.text().replaceAll("[,;\t|\"\\s]", "").isEmpty()) report.ignored();
        else report.reject(row.name(), FailureCode.INTAKE_BAD_VALUE, String.valueOf(row.fault()), row.text());
    }

    /** The order of the dates in {@code times}, from the whole table where one matters. */
    static DateOrders orders(Source source, Predicate<Set<String>> header, Set<String> times) throws IOException {
        DateOrders orders = new DateOrders();
        try (CsvTable table = new CsvTable(source, header)) {
            orders.separator(table.separator());
            Set<String> columns = table.columns();
            List<String> looked = times.stream().filter(columns::contains).toList();
            if (looked.isEmpty()) return orders;
            int number = 0;
            for (Rows.Row row = table.next(); row != null; row = table.next()) {
                Cells cells = row.cells();
                if (cells == null) continue;
                for (String column : looked)
                    for (String cell : cells.raw(column).split("[;|]|\\R")) orders.time(column, cell);
                for (String column : columns) orders.word(cells.raw(column));
                if (++number >= LOOKED_AT && !orders.asked()) break;
            }
        }
        return orders;
    }
}
