package io.ratchet.routes.intake;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.Stack;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * IIS' W3C log with the field crypt-protocol (IIS 8.5 and later); a record is a line, and lines of one server, client
 * and version are brought together. The fields may change in the middle of a file, and its times are UTC.
 */
final class W3cReader implements FormatReader {
    private static final int LONGEST = 1 << 16;
    private static final Pattern CLOCK = Pattern.compile("[0-2][0-9]:[0-5][0-9]:[0-5][0-9]");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    /** SP_PROT constants of the server's end, hexadecimal as IIS logs them. */
    private static final Map<String, Protocol> PROTOCOLS = Map.of(
            "4",
            Protocol.SSL_2,
            "10",
            Protocol.SSL_3,
            "40",
            Protocol.TLS_1_0,
            "100",
            Protocol.TLS_1_1,
            "400",
            Protocol.TLS_1_2,
            "1000",
            Protocol.TLS_1_3);

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.text().lines().limit(50).anyMatch(line -> line.startsWith("#Fields:") && line.contains("s-ip"))
                || beginning.text().startsWith("#Software: Microsoft Internet Information Services");
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        try (Decoded in = Decoded.text(source.open());
                UseTotals totals =
                        new UseTotals(report, report.reference("iis", null, Method.AGENT), "iis:crypt-protocol")) {
            Log log = new Log(report, totals);
            Lines lines = new Lines(in, LONGEST);
            for (String line = lines.next(); line != null; line = lines.next()) log.line(line, lines);
            if (!log.tells)
                report.unused("no line #Fields names crypt-protocol, so the log does not tell any version of TLS");
            report.decoded(in);
        }
    }

    private static final class Log {
        private final Report report;
        private final UseTotals totals;
        private String date = "";
        private int width;
        private int day;
        private int time;
        private int address;
        private int name;
        private int port;
        private int client;
        private int protocol = -1;
        /** Whether any line was to tell a version. */
        private boolean tells;

        private int lastHour = -1;
        private boolean goneOn;
        private String lastDay = "";
        private String lastClock = "";
        private @Nullable Instant last;

        Log(Report report, UseTotals totals) {
            this.report = report;
            this.totals = totals;
        }

        void line(String line, Lines lines) {
            if (line.startsWith("#Fields:")) fields(line);
            else if (line.startsWith("#Date:")) {
                date = line.substring(6).strip().split(" ")[0];
                lastHour = -1;
                goneOn = false;
            } else if (!line.startsWith("#") && !line.isBlank()) row(line, lines);
        }

        private void fields(String line) {
            List<String> fields = Arrays.asList(line.substring(8).strip().split(" +"));
            width = fields.size();
            day = fields.indexOf("date");
            time = fields.indexOf("time");
            address = fields.indexOf("s-ip");
            name = fields.indexOf("s-computername");
            port = fields.indexOf("s-port");
            client = fields.indexOf("c-ip");
            protocol = -1;
            for (int i = 0; i < width; i++) if (tellsProtocol(fields.get(i))) protocol = i;
            tells |= protocol >= 0;
        }

        /** A person names the field: the documentation calls it crypt-protocol and its variable CRYPT_PROTOCOL. */
        private static boolean tellsProtocol(String field) {
            return Cells.name(field).equals("cryptprotocol");
        }

        private void row(String line, Lines lines) {
            if (width == 0) {
                report.reject(
                        "line[" + lines.number() + "]",
                        io.ratchet.domain.failure.FailureCode.INTAKE_BAD_VALUE,
                        "No line #Fields stands before this line, so it is not said what its fields are.",
                        line);
                return;
            }
            if (protocol < 0) {
                report.ignored();
                return;
            }
            String[] cells = line.split(" ", -1);
            String record = "line[" + lines.number() + "]";
            boolean whole = cells.length == width && (protocol < width - 1 || !mayGoOn(cells[protocol]));
            if (!whole && !lines.terminated()) {
                report.broken(
                        record,
                        io.ratchet.domain.failure.FailureCode.INTAKE_TRUNCATED,
                        "The log breaks off in the middle of this line; the lines before were used.");
                return;
            }
            if (cells.length != width) {
                report.reject(
                        record,
                        io.ratchet.domain.failure.FailureCode.INTAKE_BAD_VALUE,
                        "The line has " + cells.length + " fields and its header " + width + ".",
                        line);
                return;
            }
            if (day < 0 && time >= 0) pastMidnight(cells[time]);
            String word = cells[protocol];
            if (word.equals("-") || word.equals("0")) {
                report.ignored();
                return;
            }
            report.interpreted(record, () -> line, () -> use(record, cells, word));
        }

        /** Whether the value of another version begins so: {@code 40} may be what is left of {@code 400}. */
        private static boolean mayGoOn(String word) {
            return PROTOCOLS.keySet().stream()
                    .anyMatch(known -> known.length() > word.length() && known.startsWith(word));
        }

        /**
         * Without a field for the date a log goes on with the next day when its clock starts anew. Lines may come a
         * little late, so less than an hour back is the same day, and the last hour right behind midnight the day
         * before.
         */
        private void pastMidnight(String clock) {
            if (!CLOCK.matcher(clock).matches()) return;
            int hour = Integer.parseInt(clock.substring(0, 2));
            if (lastHour >= 0 && hour < lastHour - 1) move(1);
            else if (goneOn && lastHour == 0 && hour == 23) move(-1);
            lastHour = hour;
        }

        private void move(int days) {
            try {
                date = LocalDate.parse(date).plusDays(days).toString();
                goneOn = days > 0;
            } catch (DateTimeException e) {
                // A date that is none stays what it is: each line that rests on it is rejected with it.
                goneOn = false;
            }
        }

        private void use(String record, String[] cells, String word) {
            Protocol spoken = PROTOCOLS.get(word);
            if (spoken == null)
                throw RoleCells.bad("'" + Excerpt.of(word, 20) + "' is no value of crypt-protocol that is known here.");
            String on = day >= 0 ? cells[day] : date;
            if (on.isEmpty() || time < 0)
                throw io.ratchet.domain.failure.FailureException.of(
                        io.ratchet.domain.failure.FailureCode.INTAKE_NO_TIME,
                        "The line has no date; log the fields date and time.");
            Instant at = at(on, cells[time]);
            String server = address >= 0 ? cells[address] : "";
            String computer = name >= 0 ? cells[name] : "";
            HostRef host = totals.host(
                    server + " " + computer,
                    () -> address < 0 && name < 0
                            ? toldHost()
                            : ListenerHost.logged(computer.isEmpty() ? server : computer, server, report));
            String peer = client >= 0 && !cells[client].equals("-") ? withoutZone(cells[client]) : null;
            Integer at443 = port >= 0 && PORT.matcher(cells[port]).matches() ? Integer.valueOf(cells[port]) : null;
            totals.use(record, host, Direction.INBOUND, spoken, Stack.SCHANNEL, peer, at443, at);
        }

        private HostRef toldHost() {
            if (report.options().host() == null)
                throw io.ratchet.domain.failure.FailureException.of(
                        io.ratchet.domain.failure.FailureCode.INTAKE_NO_HOST,
                        "The log has neither of the fields s-ip and s-computername, so it does not tell whose it is;"
                                + " log one of them, or give --host NAME.");
            return ListenerHost.named(report.options().host(), null, report);
        }

        /** Lines of the same second follow each other. */
        private Instant at(String on, String clock) {
            if (last == null || !clock.equals(lastClock) || !on.equals(lastDay)) {
                last = Times.parse("date", on + " " + clock + "Z");
                lastDay = on;
                lastClock = clock;
            }
            return last;
        }

        private static String withoutZone(String address) {
            int percent = address.indexOf('%');
            return percent < 0 ? address : address.substring(0, percent);
        }
    }
}
