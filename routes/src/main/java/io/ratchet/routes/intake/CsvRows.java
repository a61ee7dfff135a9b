package io.ratchet.routes.intake;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table row by row. A quoted cell may run over lines; where its quote is never closed, only the line with the quote
 * is lost and reading goes on behind it.
 */
final class CsvRows {
    private static final int LONGEST_LINE = 1 << 20;
    private static final int LONGEST_ROW = 4 << 20;
    private static final int MOST_LINES = 100;

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
     * The cells of the first line that is neither blank nor PowerShell's {@code #TYPE}; its own separator counts from
     * there on.
     */
    List<String> header() throws IOException {
        String line = line();
        while (line != null && (line.isBlank() || line.startsWith("#TYPE"))) line = line();
        if (line == null) return List.of();
        separator = count(line, ';') > count(line, ',') ? ';' : ',';
        return Optional.ofNullable(cells(line)).orElse(List.of());
    }

    /** The next row that is not blank; null behind the last. */
    @Nullable
    Row next() throws IOException {
        String first = line();
        while (first != null && first.isBlank()) first = line();
        if (first == null) return null;
        List<String> more = new ArrayList<>();
        StringBuilder row = new StringBuilder(first);
        boolean open = odd(first);
        while (open && more.size() < MOST_LINES && row.length() < LONGEST_ROW) {
            String line = line();
            if (line == null) break;
            more.add(line);
            row.append('\n').append(line);
            open ^= odd(line);
        }
        if (!open) return new Row(row.toString(), cells(row.toString()), !unterminated || !ahead.isEmpty());
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

    private @Nullable List<String> cells(String row) {
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder().fieldSeparator(separator).ofCsvRecord(row)) {
            return reader.stream().findFirst().map(CsvRecord::getFields).orElse(null);
        } catch (CsvParseException | IOException e) {
            // Such as text behind a closing quote: the row is rejected by its reader, with its text.
            return null;
        }
    }

    /** A quote within quotes is written twice, so an odd number leaves one open. */
    private static boolean odd(String line) {
        return count(line, '"') % 2 == 1;
    }

    private static int count(String line, char wanted) {
        int count = 0;
        for (int i = 0; i < line.length(); i++) if (line.charAt(i) == wanted) count++;
        return count;
    }
}
