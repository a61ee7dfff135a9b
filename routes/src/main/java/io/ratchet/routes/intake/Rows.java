package io.ratchet.routes.intake;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records with named cells, one after the other, whatever they were written as. */
interface Rows extends Closeable {
    /**
     * One record.
     *
     * @param name where it stands, such as {@code row[12]}
     * @param text as it came, for the rejected list
     * @param cells null when {@code fault} says why there are none
     * @param whole false when the report ends before the record does
     */
    record Row(
            String name,
            String text,
            @Nullable Cells cells,
            @Nullable String fault,
            boolean whole) {}

    /** The next; null behind the last. */
    @Nullable
    Row next() throws IOException;

    /** What parts the cells; 0 where nothing does. */
    default char separator() {
        return 0;
    }

    /** Counts what had to be mended to read it. */
    default void tell(Report report) {}

    @Override
    void close() throws IOException;

    /** The cells of a table under the names of its columns. */
    static Cells cells(List<String> cells, Map<String, Integer> columns) {
        return new OfTable(cells, columns);
    }

    /** Each cell is looked at for its meaning once, however many ask for it. */
    final class OfTable implements Cells {
        private final List<String> cells;
        private final Map<String, Integer> columns;
        private final @Nullable String[] values;

        private OfTable(List<String> cells, Map<String, Integer> columns) {
            this.cells = cells;
            this.columns = columns;
            values = new String[cells.size()];
        }

        @Override
        public String raw(String column) {
            Integer at = columns.get(column);
            return at == null || at >= values.length ? "" : cells.get(at);
        }

        @Override
        public String get(String column) {
            Integer at = columns.get(column);
            if (at == null || at >= values.length) return "";
            String known = values[at];
            if (known != null) return known;
            String value = Words.value(cells.get(at));
            values[at] = value;
            return value;
        }
    }
}
