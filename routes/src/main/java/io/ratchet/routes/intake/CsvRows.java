package io.ratchet.routes.intake;

import java.io.IOException;
import java.io.Reader;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A table row by row, its cells parted by comma, semicolon, tab or bar. A quoted cell may run over lines; where its
 * quote is never closed, only the line with the quote is lost and reading goes on behind it.
 *
 * <p>Own code beside FastCSV 4.4, which reads an open quote to the end of the file or to its buffer's limit and then
 * throws, and keeps no text of a row: neither could the rest of the table be used then nor a rejected row be shown.
 */
final class CsvRows {
    /** Titles, dates and blank lines that reports put before the names of the columns. */
    static final int MOST_BEFORE_HEADER = 25;

    private static final int LONGEST_LINE = 1 << 20;
    private static final int LONGEST_ROW = 4 << 20;
    private static final int MOST_LINES = 400;
    private static final String SEPARATORS = ",;\t|";

    /**
     * One row as it came.
     *
     * @param cells null when they cannot be told apart
     * @param whole false when the text ends before the row does
     */
    record Row(String text, @Nullable List<String> cells, boolean whole) {}

    private final Lines lines;
    private final Deque<String> ahead = new ArrayDeque<>();
    private char separator = ',';
    private boolean unterminated;

    CsvRows(Reader in) {
        lines = new Lines(in, LONGEST_LINE);
    }

    /**
     * The cells of the first line that {@code header} takes for the names of the columns, behind {@code sep=},
     * PowerShell's {@code #TYPE} and whatever a report puts first; its own separator counts from there on. Empty when
     * there is none near the beginning.
     */
    List<String> header(Predicate<List<String>> header) throws IOException {
        char told = 0;
        for (int number = 0; number < MOST_BEFORE_HEADER; ) {
            String line = line();
            if (line == null) return List.of();
            if (line.isBlank() || line.startsWith("#TYPE")) continue;
            number++;
            String plain = line.replace("\"", "");
            if (plain.matches("(?i)sep=.")) {
                told = plain.charAt(4);
                continue;
            }
            separator = told != 0 ? told : separator(line);
            if (odd(line)) line = continued(line);
            List<String> cells = split(line, separator);
            if (cells != null && header.test(cells)) return cells;
        }
        return List.of();
    }

    /** A name of a column that runs over lines. */
    private String continued(String first) throws IOException {
        StringBuilder row = new StringBuilder(first);
        boolean open = true;
        for (int i = 0; i < 5 && open; i++) {
            String next = line();
            if (next == null) break;
            row.append('\n').append(next);
            open ^= odd(next);
        }
        return row.toString();
    }

    char separator() {
        return separator;
    }

    /** The one that parts most cells; what stands in quotes does not count. */
    static char separator(String line) {
        int[] counts = new int[SEPARATORS.length()];
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') quoted = !quoted;
            int at = quoted ? -1 : SEPARATORS.indexOf(c);
            if (at >= 0) counts[at]++;
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) if (counts[i] > counts[best]) best = i;
        return SEPARATORS.charAt(best);
    }

    /** The next row that is not blank; null behind the last. */
    @Nullable
    Row next() throws IOException {
        String first = line();
        while (first != null && first.isBlank()) first = line();
        if (first == null) return null;
        if (!odd(first)) return new Row(first, split(first, separator), !unterminated || !ahead.isEmpty());
        List<String> more = new ArrayList<>();
        StringBuilder row = new StringBuilder(first);
        boolean open = true;
        while (open && more.size() < MOST_LINES && row.length() < LONGEST_ROW) {
            String line = line();
            if (line == null) break;
            more.add(line);
            row.append('\n').append(line);
            open ^= odd(line);
        }
        if (!open) return new Row(row.toString(), split(row.toString(), separator), !unterminated || !ahead.isEmpty());
        boolean last = more.isEmpty();
        for (int i = more.size() - 1; i >= 0; i--) ahead.push(more.get(i));
        return new Row(first, null, !last);
    }

    private @Nullable String line() throws IOException {
        if (!ahead.isEmpty()) return ahead.pop();
        String line = lines.next();
        if (line != null) unterminated = !lines.terminated();
        return line;
    }

    /**
     * RFC 4180; null where text follows a closing quote or a quote stays open, for then nobody knows where a cell ends.
     */
    static @Nullable List<String> split(String row, char separator) {
        int[] places = new int[32];
        int size = 0;
        int at = 0;
        while (true) {
            if (2 * size == places.length) places = Arrays.copyOf(places, 2 * places.length);
            if (at < row.length() && row.charAt(at) == '"') {
                int from = at + 1;
                boolean doubled = false;
                int quote = row.indexOf('"', from);
                while (quote >= 0 && quote + 1 < row.length() && row.charAt(quote + 1) == '"') {
                    doubled = true;
                    quote = row.indexOf('"', quote + 2);
                }
                if (quote < 0) return null;
                at = quote + 1;
                places[2 * size] = from;
                places[2 * size++ + 1] = doubled ? ~quote : quote;
                if (at < row.length() && row.charAt(at) != separator) return null;
            } else {
                int end = row.indexOf(separator, at);
                if (end < 0) end = row.length();
                places[2 * size] = at;
                places[2 * size++ + 1] = end;
                at = end;
            }
            if (at >= row.length()) return new Cut(row, places, size);
            at++;
        }
    }

    /** Cells that are cut out of their row only when they are asked for: of most rows few are. */
    private static final class Cut extends AbstractList<String> {
        private final String row;
        /** Of each cell its beginning and its end; that is negated where quotes in it are written twice. */
        private final int[] places;

        private final int size;

        Cut(String row, int[] places, int size) {
            this.row = row;
            this.places = places;
            this.size = size;
        }

        @Override
        public String get(int index) {
            Objects.checkIndex(index, size);
            int end = places[2 * index + 1];
            return end >= 0
                    ? row.substring(places[2 * index], end)
                    : row.substring(places[2 * index], ~end).replace("\"\"", "\"");
        }

        @Override
        public int size() {
            return size;
        }
    }

    /** A quote within quotes is written twice, so an odd number leaves one open. */
    private static boolean odd(String line) {
        boolean odd = false;
        for (int i = line.indexOf('"'); i >= 0; i = line.indexOf('"', i + 1)) odd = !odd;
        return odd;
    }
}
