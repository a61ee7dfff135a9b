package io.ratchet.routes.intake;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.Stack;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Exchange's SMTP protocol logs, of receive and of send connectors; a record is a line. Only the lines that tell what
 * was negotiated are of use. The data of a line is not always quoted, so the line is read from both ends.
 */
final class ExchangeSmtpReader implements FormatReader {
    private static final int LONGEST = 1 << 16;
    private static final int FIELDS = 9;
    private static final Pattern SPOKEN = Pattern.compile(
            "TLS protocol SP_PROT[_-](SSL[0-9]|TLS1(?:[_-][0-9])?)[_-](SERVER|CLIENT) negotiation succeeded");

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.text().contains("#Log-type: SMTP")
                || beginning.text().contains("#Fields: date-time,connector-id,session-id");
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        try (Decoded in = Decoded.text(source.open());
                UseTotals totals = new UseTotals(
                        report, report.reference("exchange-smtp", null, Method.AGENT), "exchange:smtp-protocol-log")) {
            Lines lines = new Lines(in, LONGEST);
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank() || line.startsWith("#")) continue;
                if (!lines.terminated() && !whole(line)) {
                    report.broken(
                            "line[" + lines.number() + "]",
                            io.ratchet.domain.failure.FailureCode.INTAKE_TRUNCATED,
                            "The log breaks off in the middle of this line; the lines before were used.");
                    continue;
                }
                Matcher spoken = SPOKEN.matcher(line);
                if (!spoken.find()) {
                    report.ignored();
                    continue;
                }
                String record = "line[" + lines.number() + "]";
                String text = line;
                report.interpreted(record, () -> text, () -> use(record, text, spoken, totals, report));
            }
            report.decoded(in);
        }
    }

    /** All of its fields, and no quote left open. */
    private static boolean whole(String line) {
        return first(line, FIELDS).size() == FIELDS
                && line.chars().filter(c -> c == '"').count() % 2 == 0;
    }

    /** Up to so many fields, the last with all that is left; the name of a connector is quoted where it has a comma. */
    private static List<String> first(String line, int most) {
        List<String> fields = new ArrayList<>();
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length() && fields.size() < most - 1; i++) {
            char c = line.charAt(i);
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) {
                fields.add(unquoted(line.substring(from, i)));
                from = i + 1;
            }
        }
        fields.add(line.substring(from));
        return fields;
    }

    private static String unquoted(String field) {
        return field.length() > 1 && field.startsWith("\"") && field.endsWith("\"")
                ? field.substring(1, field.length() - 1).replace("\"\"", "\"")
                : field;
    }

    private static void use(String record, String line, Matcher spoken, UseTotals totals, Report report) {
        List<String> cells = first(line, 8);
        if (cells.size() < 8) throw RoleCells.bad("The line has fewer fields than a protocol log.");
        Protocol protocol = ProtocolNames.of(spoken.group(1).replaceAll("(?<=TLS1)[_-]", "."))
                .orElseThrow(() -> RoleCells.bad("'" + spoken.group(1) + "' is no version of TLS."));
        boolean receives = spoken.group(2).equals("SERVER");
        Instant at = report.time("date-time", cells.get(0).replace("\uFEFF", ""));
        String local = address(cells.get(4));
        String peer = address(cells.get(5));
        if (!HostNames.isAddress(local) || !HostNames.isAddress(peer))
            throw RoleCells.bad("The line names no two endpoints: '" + Excerpt.of(cells.get(4), 60) + "', '"
                    + Excerpt.of(cells.get(5), 60) + "'.");
        String connector = cells.get(1);
        // Only a receive connector belongs to a server, whose name stands before its own.
        String server = receives && connector.indexOf('\\') > 0 ? connector.substring(0, connector.indexOf('\\')) : "";
        HostRef host = totals.host(
                server + " " + local, () -> ListenerHost.logged(server.isEmpty() ? local : server, local, report));
        totals.use(
                record,
                host,
                receives ? Direction.INBOUND : Direction.OUTBOUND,
                protocol,
                Stack.SCHANNEL,
                peer,
                receives ? port(cells.get(4)) : port(cells.get(5)),
                at);
    }

    private static String address(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        return (colon < 0 ? endpoint : endpoint.substring(0, colon)).replaceAll("[\\[\\]]", "");
    }

    private static @org.jspecify.annotations.Nullable Integer port(String endpoint) {
        String port = endpoint.substring(endpoint.lastIndexOf(':') + 1);
        return port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= 65535 ? Integer.valueOf(port) : null;
    }
}
