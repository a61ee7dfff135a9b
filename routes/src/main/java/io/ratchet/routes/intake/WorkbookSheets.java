package io.ratchet.routes.intake;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;

/**
 * The sheets of an Excel workbook as text, every cell quoted: so that there is one way to read a table. Times, which
 * Excel keeps as days since 1900 or 1904, are written as ISO does; formulas give the value that was saved with them.
 */
final class WorkbookSheets implements Closeable {
    private static final LocalDateTime SINCE_1900 = LocalDateTime.of(1899, 12, 30, 0, 0);
    private static final LocalDateTime SINCE_1904 = LocalDateTime.of(1904, 1, 1, 0, 0);
    private static final int MOST_COLUMNS = 1_000;
    private static final int LOOKED_AT = 1 << 18;
    private static final Pattern SAYS_1904 =
            Pattern.compile("<(?:[A-Za-z0-9]+:)?workbookPr\\b[^>]*\\bdate1904\\s*=\\s*[\"'](?:1|true)[\"']");

    private final ReadableWorkbook workbook;
    private final Iterator<Sheet> sheets;
    private final boolean since1904;
    private @Nullable Sheet sheet;

    /** It is no workbook, or a damaged or encrypted one. */
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;

        Unreadable(Exception cause) {
            super("the workbook cannot be read", cause);
        }
    }

    WorkbookSheets(Path file) throws IOException {
        try {
            // First: what throws here leaves no workbook open.
            boolean told1904 = since1904(file);
            workbook = new ReadableWorkbook(file.toFile(), new ReadingOptions(true, true));
            sheets = workbook.getSheets().iterator();
            since1904 = told1904 || workbook.isDate1904();
        } catch (IOException | RuntimeException e) {
            // The library tells what is wrong with a workbook by exceptions of many kinds.
            throw new Unreadable(e);
        }
    }

    /** The library knows {@code date1904="true"} but not the {@code "1"} that Excel writes: fastexcel-reader 0.19. */
    private static boolean since1904(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry("xl/workbook.xml");
            if (entry == null) return false;
            try (InputStream in = zip.getInputStream(entry)) {
                return SAYS_1904
                        .matcher(new String(in.readNBytes(LOOKED_AT), StandardCharsets.UTF_8))
                        .find();
            }
        }
    }

    /** Goes to the next sheet that holds a row; false behind the last. */
    boolean next() throws IOException {
        while (sheets.hasNext()) {
            Sheet next = sheets.next();
            try (Stream<Row> rows = next.openStream()) {
                if (rows.anyMatch(row -> row.getCellCount() > 0)) {
                    sheet = next;
                    return true;
                }
            } catch (IOException | RuntimeException e) {
                throw new Unreadable(e);
            }
        }
        return false;
    }

    String name() {
        return sheet == null ? "" : sheet.getName();
    }

    /** @param written told of every row's bytes; what it throws goes through */
    void write(OutputStream out, LongConsumer written) throws IOException {
        Sheet present = java.util.Objects.requireNonNull(sheet, "next was asked");
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        try (Stream<Row> rows = present.openStream()) {
            int[] width = {0};
            Iterator<Row> all = rows.iterator();
            while (all.hasNext()) {
                String line = line(all.next(), width);
                written.accept(line.length());
                text.write(line);
            }
        } catch (UncheckedIOException e) {
            throw new Unreadable(e);
        } catch (io.ratchet.domain.failure.FailureException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Unreadable(e);
        }
        text.flush();
    }

    /** All rows from the widest so far on are as wide: the names of the columns come before what is in them. */
    private String line(Row row, int[] width) {
        StringBuilder line = new StringBuilder();
        int cells = Math.min(MOST_COLUMNS, row.getCellCount());
        if (cells > width[0]) width[0] = cells;
        for (int i = 0; i < width[0]; i++) {
            if (i > 0) line.append(',');
            Cell cell = i < cells ? row.getOptionalCell(i).orElse(null) : null;
            line.append('"')
                    .append(cell == null ? "" : text(cell).replace("\"", "\"\""))
                    .append('"');
        }
        return line.append("\r\n").toString();
    }

    private String text(Cell cell) {
        if (cell.getType() != CellType.NUMBER && cell.getType() != CellType.FORMULA) {
            String text = cell.getText();
            return text == null ? "" : text;
        }
        String raw = cell.getRawValue();
        if (raw == null) return "";
        try {
            BigDecimal number = new BigDecimal(raw);
            return date(cell.getDataFormatString())
                    ? time(number)
                    : number.stripTrailingZeros().toPlainString();
        } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
            // A formula may give a text.
            return raw;
        }
    }

    private static boolean date(@Nullable String format) {
        if (format == null || format.equalsIgnoreCase("General")) return false;
        String plain = format.replaceAll("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.", "").toLowerCase(java.util.Locale.ROOT);
        return plain.contains("y") || (plain.contains("d") && plain.contains("m")) || plain.contains("h:mm");
    }

    private String time(BigDecimal days) {
        LocalDateTime base = since1904 ? SINCE_1904 : SINCE_1900;
        long millis = days.multiply(BigDecimal.valueOf(86_400_000L))
                .setScale(0, java.math.RoundingMode.HALF_UP)
                .longValueExact();
        return base.plus(millis, ChronoUnit.MILLIS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replaceAll("^(.{16})$", "$1:00");
    }

    @Override
    public void close() throws IOException {
        workbook.close();
    }
}
