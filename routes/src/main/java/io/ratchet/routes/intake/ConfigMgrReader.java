package io.ratchet.routes.intake;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ConfigMgr's {@code SMS_R_System} as PowerShell's {@code Export-Csv} writes it: UTF-16LE or UTF-8, a {@code #TYPE} line, comma or
 * semicolon. A machine that is obsolete or decommissioned there is passed over. Cells that read {@code System.String[]} were lost by the
 * export; the row is rejected, because the addresses and full names that tell machines apart stood there.
 */
final class ConfigMgrReader implements FormatReader {
    private static final List<DateTimeFormatter> TIMES = List.of(
            DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss", Locale.ROOT),
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT),
            DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    private static final Pattern DMTF = Pattern.compile("([0-9]{14})\\.[0-9]{6}([+-][0-9]{3}|\\*{3}|\\+\\*\\*\\*)");
    private static final Pattern UNTYPED_NT = Pattern.compile("(?i)Microsoft Windows NT (Workstation|Advanced Server|Server) ([0-9]+\\.[0-9]+)");

    @Override
    public void read(InputStream in, Report report) throws IOException {
        BufferedReader text = new BufferedReader(Texts.decoded(in));
        String first = header(text);
        if (first == null) return;
        char separator = first.chars().filter(c -> c == ';').count() > first.chars().filter(c -> c == ',').count() ? ';' : ',';
        Map<String, Integer> columns = columns(first, separator);
        try (CsvReader<CsvRecord> rows = CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(true)
                .maxBufferSize(1 << 20)
                .ofCsvRecord((Reader) text)) {
            int number = 0;
            for (CsvRecord row : rows) row(new Row(row.getFields(), columns), ++number, report);
        } catch (CsvParseException | UncheckedIOException e) {
            report.broken("row", FailureCode.INTAKE_TRUNCATED, "The table breaks off in the middle of a quoted cell or holds a cell over the limit; the rows before were used.");
        }
    }

    private static @Nullable String header(BufferedReader text) throws IOException {
        String line = text.readLine();
        while (line != null && (line.isBlank() || line.startsWith("#TYPE"))) line = text.readLine();
        return line;
    }

    private static Map<String, Integer> columns(String header, char separator) {
        Map<String, Integer> columns = new HashMap<>();
        CsvReader.builder().fieldSeparator(separator).ofCsvRecord(header).stream().findFirst().ifPresent(record -> {
            for (int i = 0; i < record.getFieldCount(); i++)
                columns.putIfAbsent(record.getField(i).trim().toLowerCase(Locale.ROOT), i);
        });
        return columns;
    }

    private record Row(List<String> cells, Map<String, Integer> columns) {
        String cell(String column) {
            Integer at = columns.get(column.toLowerCase(Locale.ROOT));
            return at == null || at >= cells.size() ? "" : cells.get(at).trim();
        }

        /** The first of several values in one cell. */
        @Nullable String first(String column) {
            String cell = cell(column);
            return cell.isEmpty() ? null : cell.split("[;,\\s]+")[0];
        }

        @Nullable String optional(String column) {
            String cell = cell(column);
            return cell.isEmpty() ? null : cell;
        }
    }

    private static void row(Row row, int number, Report report) {
        String record = "row[" + number + "]";
        String excerpt = String.join(",", row.cells());
        try {
            if (row.cells().stream().allMatch(String::isBlank)) {
                report.ignored();
                return;
            }
            if (row.cells().stream().anyMatch(cell -> cell.trim().equals("System.String[]")))
                throw FailureException.of(
                        FailureCode.INTAKE_BAD_VALUE,
                        "A cell reads 'System.String[]': the export lost the values; join lists with ';' before Export-Csv.");
            if (row.cell("Obsolete").equals("1") || row.cell("Decommissioned").equals("1")) {
                report.ignored();
                return;
            }
            HostRef host = host(row, report);
            Instant at = report.observed(time(row));
            ReportRef reference = report.reference("configmgr", null, Method.AGENT);
            report.record(reference, record, at, host, "configmgr:SMS_R_System", List.of(operatingSystem(row)));
        } catch (FailureException e) {
            report.reject(record, e, excerpt);
        } catch (IllegalArgumentException e) {
            report.reject(record, FailureCode.INTAKE_BAD_VALUE, e.getMessage() + ".", excerpt);
        }
    }

    private static HostRef host(Row row, Report report) {
        String id = row.cell("ResourceID");
        String name = row.cell("NetbiosName").isEmpty() ? row.cell("Name") : row.cell("NetbiosName");
        if (name.isEmpty())
            throw FailureException.of(FailureCode.INTAKE_NO_HOST, "The row names no machine: 'Name' and 'NetbiosName' are empty.");
        if (!id.matches("[0-9]+"))
            throw FailureException.of(FailureCode.INTAKE_BAD_VALUE, "'ResourceID' must be a number, not '" + id + "'.");
        String full = row.first("ResourceNames");
        return new HostRef(
                report.options().zone(),
                row.optional("ADSiteName"),
                row.first("IPAddresses"),
                full != null && full.contains(".") ? full : null,
                name,
                row.optional("ResourceDomainORWorkgroup"),
                row.first("MACAddresses"),
                row.optional("SMBIOSGUID"),
                row.optional("SID"),
                Map.of("configmgr", id));
    }

    /** ConfigMgr names the system in words; a version in it counts, a caption alone says no build. */
    private static Observation operatingSystem(Row row) {
        String caption = row.cell("OperatingSystemNameandVersion");
        Matcher nt = UNTYPED_NT.matcher(caption);
        String build = row.cell("Build");
        String version = !build.isEmpty() ? build : nt.find() ? nt.group(2) : "unknown";
        boolean server = caption.toLowerCase(Locale.ROOT).contains("server");
        return new Observation.OperatingSystem(version, null, server ? 3 : 1, null, caption.isEmpty() ? null : caption, null, null);
    }

    /** Times without a zone are taken for UTC, in which ConfigMgr keeps agent times. */
    private static @Nullable Instant time(Row row) {
        for (String column : new String[] {"LastActiveTime", "AgentTime", "LastLogonTimestamp"}) {
            String cell = row.first(column) == null ? "" : row.cell(column);
            if (cell.isEmpty()) continue;
            Matcher dmtf = DMTF.matcher(cell);
            if (dmtf.matches())
                return LocalDateTime.parse(dmtf.group(1), DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT)).toInstant(ZoneOffset.UTC);
            List<RuntimeException> tried = new ArrayList<>();
            for (DateTimeFormatter format : TIMES)
                try {
                    return LocalDateTime.parse(cell, format).toInstant(ZoneOffset.UTC);
                } catch (DateTimeException e) {
                    tried.add(e);
                }
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE,
                    "'" + column + "' is no time that is known here: '" + cell + "'; export it as yyyy-MM-dd HH:mm:ss.",
                    tried.get(0));
        }
        return null;
    }
}
