package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Zeek's ssl.log, tab-separated or JSON; a record is a line. Of an established connection both ends used its version;
 * of one that was not, nobody knows what was agreed.
 */
final class ZeekReader implements FormatReader {
    private static final int LONGEST = 1 << 18;

    @Override
    public boolean knows(Beginning beginning) {
        if (beginning.json())
            return beginning.mentions("id.orig_h", "id.resp_h", "established")
                    || beginning.mentions("orig_h", "resp_h", "established");
        return beginning
                .text()
                .lines()
                .limit(30)
                .anyMatch(line ->
                        line.matches("#path.ssl") || (line.startsWith("#fields") && line.contains("established")));
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        boolean json;
        try (InputStream in = source.open()) {
            json = Beginning.of(in.readNBytes(Beginning.MOST)).json();
        }
        try (UseTotals totals = totals(report)) {
            if (json)
                JsonRows.read(
                        source,
                        report,
                        (record, object, around) ->
                                row(record, object.toString(), field -> text(object, field), totals, report));
            else table(source, totals, report);
        }
    }

    private static UseTotals totals(Report report) {
        return new UseTotals(report, report.reference("zeek", null, Method.UNAUTHENTICATED), "zeek:ssl.log");
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        int dot = field.indexOf('.');
        if (value.isMissingNode() && dot > 0)
            value = object.path(field.substring(0, dot)).path(field.substring(dot + 1));
        return JsonRows.text(value);
    }

    private static void table(Source source, UseTotals totals, Report report) throws IOException {
        try (Decoded in = Decoded.text(source.open())) {
            Lines lines = new Lines(in, LONGEST);
            Map<String, Integer> fields = new HashMap<>();
            Head marks = new Head();
            boolean tells = false;
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.startsWith("#fields")) {
                    fields.clear();
                    List<String> names = Arrays.asList(marks.cells(line));
                    for (int i = 1; i < names.size(); i++) fields.put(names.get(i), i - 1);
                    tells |= fields.containsKey("established");
                } else marks.header(line);
                if (line.startsWith("#") || line.isBlank()) continue;
                String[] cells = marks.cells(line);
                boolean whole = cells.length >= fields.size();
                if (!lines.terminated() && (!whole || cells[cells.length - 1].isEmpty())) {
                    report.broken(
                            "line[" + lines.number() + "]",
                            FailureCode.INTAKE_TRUNCATED,
                            "The log breaks off in the middle of this line; the lines before were used.");
                    continue;
                }
                if (!whole) {
                    report.reject(
                            "line[" + lines.number() + "]",
                            FailureCode.INTAKE_BAD_VALUE,
                            "The line has " + cells.length + " fields and its header " + fields.size() + ".",
                            line);
                    continue;
                }
                row(
                        "line[" + lines.number() + "]",
                        line,
                        field -> marks.cell(cells, fields.get(field)),
                        totals,
                        report);
            }
            if (!tells)
                report.unused(
                        "no line #fields names 'established', so the log does not tell which connections came about");
            report.decoded(in);
        }
    }

    /** How a log parts its fields, and what it writes where nothing is told: its head says so. */
    private static final class Head {
        private String separator = "\t";
        private String unset = "-";
        private String empty = "(empty)";

        void header(String line) {
            if (line.startsWith("#separator ")) {
                String told = line.substring(11).strip();
                separator = told.matches("\\\\x[0-9A-Fa-f]{2}")
                        ? String.valueOf((char) Integer.parseInt(told.substring(2), 16))
                        : told.isEmpty() ? "\t" : told;
            } else if (line.startsWith("#unset_field" + separator)) unset = line.substring(12 + separator.length());
            else if (line.startsWith("#empty_field" + separator)) empty = line.substring(12 + separator.length());
        }

        String[] cells(String line) {
            return line.split(Pattern.quote(separator), -1);
        }

        String cell(String[] cells, @org.jspecify.annotations.Nullable Integer at) {
            if (at == null || at >= cells.length) return "";
            return cells[at].equals(unset) || cells[at].equals(empty) ? "" : cells[at];
        }
    }

    private static void row(String record, String line, UnaryOperator<String> field, UseTotals totals, Report report) {
        String established = field.apply("established");
        Optional<Protocol> protocol = ProtocolNames.of(field.apply("version"));
        if (protocol.isEmpty() || !(established.equals("T") || established.equals("true"))) {
            report.ignored();
            return;
        }
        report.interpreted(
                record,
                () -> line,
                () -> Flow.of(
                                field.apply("id.orig_h"),
                                field.apply("id.resp_h"),
                                field.apply("id.resp_p"),
                                field.apply("server_name"))
                        .use(record, protocol.get(), Times.parse("ts", field.apply("ts")), totals, report));
    }
}
