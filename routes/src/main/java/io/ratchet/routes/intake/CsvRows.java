package io.ratchet.routes.intake;

import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** Lines behind the first over which the names of the columns may run. */
    static final int MOST_IN_A_HEADER = 5;

    private static final int LONGEST_LINE = 1 << 20;
    private static final int LONGEST_ROW = 4 << 20;
    private static final int MOST_LINES = 400;
    private static final Pattern TOLD = Pattern.compile("(?i)\"?\\s*sep\\s*= ?([^\"\\p{L}\\p{N}])\"?[,;\t|\\s]*");
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

    CsvRows(Decoded in) {
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
            char here = told(line);
            if (here != 0) {
                told = here;
                continue;
            }
            if (odd(line)) line = continued(line);
            separator = told != 0 ? told : separator(line);
            List<String> cells = split(line, separator);
            if (cells != null && header.test(cells)) return cells;
        }
        return List.of();
    }

    /** A name of a column that runs over lines. */
    private String continued(String first) throws IOException {
        StringBuilder row = new StringBuilder(first);
        boolean open = true;
        for (int i = 0; i < MOST_IN_A_HEADER && open; i++) {
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

    /**
     * The separator that Excel's line {@code sep=;} tells, which a resave may have filled up with others; 0 elsewhere.
     */
    static char told(String line) {
        Matcher told = TOLD.matcher(line);
        return told.matches() ? told.group(1).charAt(0) : 0;
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
        String whole = atHand();
        if (whole != null) return new Row(whole, split(whole, separator), true);
        String first = line();
        while (first != null && first.isBlank()) first = line();
        if (first == null) return null;
        if (!open(first)) return new Row(first, split(first, separator), !unterminated || !ahead.isEmpty());
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

    /** The next row, where it lies at hand whole: nearly every one does. */
    private @Nullable String atHand() throws IOException {
        if (!ahead.isEmpty()) return null;
        String row = lines.quoted(MOST_LINES + 1);
        while (row != null && row.isBlank()) row = lines.quoted(MOST_LINES + 1);
        if (row == null) return null;
        unterminated = false;
        int end = row.indexOf('\n');
        if (end < 0 || open(row.substring(0, end))) return row;
        for (String line : row.substring(end + 1).split("\n", -1)) ahead.add(line);
        return row.substring(0, end);
    }

    /**
     * Whether a cell of the line is quoted and not closed in it. A quote within a cell that has none at its beginning
     * is a sign for inches or the like, and opens nothing.
     */
    private boolean open(String line) {
        if (!odd(line)) return false;
        int at = 0;
        while (at <= line.length()) {
            int opens = opens(line, at, separator);
            if (opens >= 0) {
                int closes = closes(line, line.indexOf('"', opens + 1));
                int behind = closes < 0 ? -1 : behind(line, closes, separator);
                // What follows a closing quote is no table's: as many quotes as there are decide.
                if (behind < 0) return true;
                at = behind + 1;
            } else {
                int end = line.indexOf(separator, at);
                if (end < 0) return false;
                at = end + 1;
            }
        }
        return false;
    }

    private @Nullable String line() throws IOException {
        if (!ahead.isEmpty()) return ahead.pop();
        String line = lines.next();
        if (line != null) unterminated = !lines.terminated();
        return line;
    }

    /**
     * RFC 4180, and blanks around quotes; null where text follows a closing quote or a quote stays open, for then
     * nobody knows where a cell ends.
     */
    static @Nullable List<String> split(String row, char separator) {
        int[] places = new int[32];
        int size = 0;
        int at = 0;
        while (true) {
            if (2 * size == places.length) places = Arrays.copyOf(places, 2 * places.length);
            int opens = opens(row, at, separator);
            int first = opens < 0 ? -1 : row.indexOf('"', opens + 1);
            int closes = closes(row, first);
            if (opens == at && closes < 0) return null;
            int behind = closes < 0 ? -1 : behind(row, closes, separator);
            if (opens == at && behind < 0) return null;
            if (behind >= 0) {
                places[2 * size] = opens + 1;
                places[2 * size++ + 1] = closes == first ? closes : ~closes;
                at = behind;
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

    /** Where the quote of a cell opens, behind blanks or none; negative where it has none. */
    private static int opens(String row, int from, char separator) {
        int at = from;
        while (at < row.length() && row.charAt(at) == ' ' && separator != ' ') at++;
        return at < row.length() && row.charAt(at) == '"' ? at : -1;
    }

    /** Where it closes, by the first quote behind the opening one; negative where it does not. */
    private static int closes(String row, int first) {
        int quote = first;
        while (quote >= 0 && quote + 1 < row.length() && row.charAt(quote + 1) == '"')
            quote = row.indexOf('"', quote + 2);
        return quote;
    }

    /** Where the cell ends behind its closing quote; negative where text follows that. */
    private static int behind(String row, int closes, char separator) {
        int at = closes + 1;
        while (at < row.length() && row.charAt(at) == ' ' && separator != ' ') at++;
        return at == row.length() || row.charAt(at) == separator ? at : -1;
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
            String cell = end >= 0
                    ? row.substring(places[2 * index], end)
                    : row.substring(places[2 * index], ~end).replace("\"\"", "\"");
            return cell.isEmpty() || cell.charAt(0) != '=' ? cell : bare(cell);
        }

        /** {@code ="0017"}, by which Excel is kept from reading a number, is 0017. */
        private static String bare(String cell) {
            return cell.length() > 2 && cell.startsWith("=\"") && cell.indexOf('"', 2) == cell.length() - 1
                    ? cell.substring(2, cell.length() - 1)
                    : cell;
        }

        @Override
        public int size() {
            return size;
        }
    }

    /** A quote within quotes is written twice, so an odd number leaves one open. */
    static boolean odd(String line) {
        boolean odd = false;
        for (int i = line.indexOf('"'); i >= 0; i = line.indexOf('"', i + 1)) odd = !odd;
        return odd;
    }
}
