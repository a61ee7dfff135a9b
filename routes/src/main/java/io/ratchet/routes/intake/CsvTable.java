package io.ratchet.routes.intake;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A table in text: CSV, TSV or parted by bars. */
final class CsvTable implements Rows {
    private static final Pattern REMARK =
            Pattern.compile("\\([0-9]+ .{1,40}\\)|Completion time: .{10,40}|-{3,}[- ,;\t|]*");
    /** Event Viewer names every column but its last, the message; this one it names in each language. */
    private static final Set<String> OF_EVENT_VIEWER =
            Set.of("taskcategory", "aufgabenkategorie", "cat\u00E9goriedelat\u00E2che", "categor\u00EDadelatarea");
    /** What SQL Server's tools draw under the names. */
    private static final Pattern RULE = Pattern.compile("-{2,}[- ,;\t|]*");

    private final Decoded in;
    private final CsvRows rows;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<String> names;
    private final int width;
    /** Whether a message may follow the last column that has a name. */
    private final boolean unnamed;

    private int number;

    /** @param header whether a table with these columns is the one to read */
    CsvTable(Source source, Predicate<Set<String>> header) throws IOException {
        in = Decoded.text(source.open());
        rows = new CsvRows(in);
        names = header(in, rows, header);
        width = names.size();
        columns.putAll(columns(names));
        unnamed = !columns.containsKey("message") && columns.keySet().stream().anyMatch(OF_EVENT_VIEWER::contains);
        if (unnamed) columns.put("message", width);
    }

    private static List<String> header(Decoded in, CsvRows rows, Predicate<Set<String>> header) throws IOException {
        try {
            return rows.header(cells -> header.test(columns(cells).keySet()));
        } catch (IOException | RuntimeException e) {
            // Nobody else can close what is not made.
            in.close();
            throw e;
        }
    }

    /** The place of each column; of two with one name the first counts, one without a name is none. */
    static Map<String, Integer> columns(List<String> names) {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = Cells.name(names.get(i));
            if (!name.isEmpty()) columns.putIfAbsent(name, i);
        }
        return columns;
    }

    /** False when no line near the beginning names the columns. */
    boolean headed() {
        return width > 0;
    }

    Set<String> columns() {
        return columns.keySet();
    }

    @Override
    public @Nullable Row next() throws IOException {
        CsvRows.Row row = rows.next();
        while (row != null && (remark(row) || headerAgain(row))) row = rows.next();
        if (row == null) return null;
        String name = "row[" + ++number + "]";
        List<String> cells = row.cells();
        if (cells == null)
            return new Row(
                    name,
                    row.text(),
                    null,
                    "The cells cannot be told apart: a quote is not closed or text follows it.",
                    row.whole());
        if (!fits(cells))
            return new Row(
                    name,
                    row.text(),
                    null,
                    "The row has " + cells.size() + " cells and the header " + width
                            + "; quote cells that hold the separator.",
                    row.whole());
        return new Row(name, row.text(), Rows.cells(cells, columns), null, true);
    }

    /** {@code (2 rows affected)} of SQL Server's tools, and the like, which belong to no row. */
    private boolean remark(CsvRows.Row row) {
        if (width < 2) return false;
        if (row.text().startsWith("--") && RULE.matcher(row.text()).matches()) return true;
        if (row.text().length() > 80) return false;
        String text = row.text().replace("\"", "").strip();
        return !text.isEmpty()
                && "(C-".indexOf(text.charAt(0)) >= 0
                && REMARK.matcher(text).matches();
    }

    /** Exports that were put one behind the other repeat the names of the columns. */
    private boolean headerAgain(CsvRows.Row row) {
        List<String> cells = row.cells();
        return width > 1
                && cells != null
                && cells.size() == width
                && cells.get(0).equals(names.get(0))
                && cells.equals(names);
    }

    private boolean fits(List<String> cells) {
        if (cells.size() == width || (unnamed && cells.size() == width + 1)) return true;
        if (cells.size() < width) return false;
        for (String cell : cells.subList(width, cells.size())) if (!cell.isBlank()) return false;
        return true;
    }

    @Override
    public char separator() {
        return rows.separator();
    }

    @Override
    public void tell(Report report) {
        report.decoded(in);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
