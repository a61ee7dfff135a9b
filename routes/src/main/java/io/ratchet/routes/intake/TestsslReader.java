package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * testssl.sh: its flat JSON, pretty JSON and CSV. A record is a result; only the words of it count, never its severity.
 * A version counts as refused where testssl.sh saw the listener choose another one, or where the listener answered
 * afterwards; what follows its last answer is not known. That it offers the version it chose before any was tried is no
 * answer afterwards.
 */
final class TestsslReader implements FormatReader {
    /** In small letters, as version 2.9 writes them. */
    private static final Map<String, Protocol> IDS = Map.of(
            "sslv2",
            Protocol.SSL_2,
            "sslv3",
            Protocol.SSL_3,
            "tls1",
            Protocol.TLS_1_0,
            "tls1_1",
            Protocol.TLS_1_1,
            "tls1_2",
            Protocol.TLS_1_2,
            "tls1_3",
            Protocol.TLS_1_3);

    /** What is asked for after the versions, by the words of 2.9 to 3.2. */
    private static final Pattern ASKED_LATER = Pattern.compile(
            "(?i)cipher.*|FS.*|PFS.*|cert.*|HSTS.*|HTTP_status.*|NPN|ALPN.*|RC4|BEAST.*|LUCKY13|SWEET32");

    /** Told of whoever chose TLS 1.3 before, without asking. */
    private static final Pattern ASSUMED = Pattern.compile("(?i)P?FS");

    private static final Pattern ANSWER =
            Pattern.compile("(?i)(?<!not )\\b(?:offered|TLS[_A-Za-z0-9]+|RSA|SHA|[0-9]{3})");
    /** {@code No ciphers supporting (P)FS offered}, {@code not vulnerable, no SSL3 or TLS1}: so of a mute one too. */
    private static final Pattern NOTHING = Pattern.compile("(?i)\\s*(?:no|not|none|likely not|--)\\b|\\s*--");

    private static final Pattern MANY = Pattern.compile("(?:^| )(?:--file|-iL|--mode)\\b");

    private static final Pattern QUOTED = Pattern.compile("'([^' ]{1,300}:[0-9]{1,5})'");
    /** A list of targets always ends so, whether or not it was; then no target is named. */
    private static final Pattern INTERRUPTED = Pattern.compile("(?i)\\binterrupted\\b");

    private static final Set<String> COLUMNS = Set.of("id", "fqdnip", "port", "severity", "finding");

    @Override
    public boolean knows(Beginning beginning) {
        if (!beginning.json()) return beginning.headers().stream().anyMatch(columns -> columns.containsAll(COLUMNS));
        boolean pretty =
                beginning.mentions("Invocation", "scanResult") || beginning.mentions("Invocation", "clientProblem1");
        return pretty
                || (beginning.text().startsWith("[") && beginning.mentions("id", "ip", "port", "severity", "finding"));
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        byte[] head;
        try (InputStream in = source.open()) {
            head = in.readNBytes(Beginning.MOST);
        }
        if (!Beginning.of(head).json()) table(source, report);
        else
            try (Scan scan = new Scan(report)) {
                JsonRows.read(source, report, new JsonRows.Each() {
                    @Override
                    public void object(String record, JsonNode object, ObjectNode around) {
                        result(scan, record, object, around);
                    }

                    @Override
                    public void around(ObjectNode whole) {
                        if (INTERRUPTED.matcher(whole.path("scanTime").asText()).find()
                                && !MANY.matcher(whole.path("Invocation").asText())
                                        .find()) scan.interrupted("scanTime");
                    }

                    /** It is written as the scan goes on: what stood before it was ended was found. */
                    @Override
                    public boolean takesParts() {
                        return true;
                    }

                    @Override
                    public void part(String record, JsonNode object, ObjectNode around) {
                        if (object.has("targetHost")) result(scan, record, object, around);
                    }
                });
            }
    }

    /** Results of a listener in the order in which they were found, held until it is known what came after them. */
    private static final class Scan implements AutoCloseable {
        private final Report report;
        private final List<Item> items = new ArrayList<>();
        private String name = "";
        private String address = "";
        private String port = "";
        private @Nullable Instant at;
        private boolean failed;
        private boolean askedLater;
        private boolean answeredLater;

        private record Item(String record, String text, Protocol protocol, String finding) {}

        Scan(Report report) {
            this.report = report;
        }

        void of(String newName, String newAddress, String newPort, @Nullable Instant time) {
            if (newName.equals(name) && newAddress.equals(address) && newPort.equals(port)) return;
            flush();
            name = newName;
            address = newAddress;
            port = newPort;
            at = time;
        }

        void item(String record, String text, String id, String severity, String finding) {
            Protocol protocol = IDS.get(id.toLowerCase(Locale.ROOT));
            if (protocol != null) {
                // The same listener looked at once more, as in results that were appended: another look.
                if (items.stream().anyMatch(item -> item.protocol() == protocol)) flush();
                items.add(new Item(record, text, protocol, finding));
                return;
            }
            if (severity.equals("FATAL")) {
                failed = true;
                report.unanswered(listener(finding));
            }
            boolean later = !items.isEmpty() && ASKED_LATER.matcher(id).matches();
            askedLater |= later;
            answeredLater |= later && answers(id, finding);
            boolean named = !name.isEmpty() || !address.isEmpty();
            if (named
                    && id.equalsIgnoreCase("scanTime")
                    && INTERRUPTED.matcher(finding).find()) interrupted(record);
            else report.ignored();
        }

        void interrupted(String record) {
            report.broken(
                    record,
                    FailureCode.INTAKE_TRUNCATED,
                    "testssl.sh says that it was interrupted; what it had found before was used.");
        }

        /** Of what was asked after the versions: an answer, and not that there was none. */
        private static boolean answers(String id, String finding) {
            return !ASSUMED.matcher(id).matches()
                    && !NOTHING.matcher(finding).lookingAt()
                    && ANSWER.matcher(finding).find();
        }

        /** The pretty form names a target that could not be reached in the words of the result alone. */
        private String listener(String finding) {
            if (!name.isEmpty() || !address.isEmpty()) return (name.isEmpty() ? address : name) + ":" + port;
            Matcher quoted = QUOTED.matcher(finding);
            return quoted.find() ? quoted.group(1) : "a target (" + Excerpt.of(finding, 120) + ")";
        }

        void flush() {
            List<Item> held = List.copyOf(items);
            Map<Protocol, OfferState> states = states(held);
            for (Item item : held) report.record(item.record(), item::text, () -> findings(item, states));
            items.clear();
            failed = false;
            askedLater = false;
            answeredLater = false;
        }

        private List<Finding> findings(Item item, Map<Protocol, OfferState> states) {
            HostRef host = ListenerHost.named(name, address, report);
            OfferState state = states.getOrDefault(item.protocol(), OfferState.UNKNOWN);
            return Report.findings(
                    report.reference("testssl", null, Method.UNAUTHENTICATED),
                    item.record(),
                    report.observed(at),
                    host,
                    new Evidence("testssl:" + item.protocol().wire(), Excerpt.evidence(item.finding())),
                    List.of(new io.ratchet.domain.finding.Observation.ProtocolOffer(
                            ListenerOffers.of(port, "tcp").port(), "tcp", null, null, item.protocol(), state)));
        }

        private Map<Protocol, OfferState> states(List<Item> held) {
            Map<Protocol, OfferState> states = new EnumMap<>(Protocol.class);
            int last = -1;
            for (int i = 0; i < held.size(); i++) if (said(held.get(i)) == OfferState.OFFERED) last = i;
            int heard = askedLater ? heard(held) : last;
            for (int i = 0; i < held.size(); i++) {
                OfferState said = said(held.get(i));
                boolean chose = held.get(i).finding().contains("downgraded");
                boolean seen = last >= 0 && !failed && (i < heard || answeredLater || chose);
                states.put(held.get(i).protocol(), said == OfferState.NOT_OFFERED && !seen ? OfferState.UNKNOWN : said);
            }
            return states;
        }

        /**
         * Where the listener was last heard while the versions were tried. The best one, and TLS 1.2 beside TLS 1.3,
         * are told from what it chose before any was tried.
         */
        private static int heard(List<Item> held) {
            Protocol best = null;
            for (Item item : held)
                if (said(item) == OfferState.OFFERED
                        && (best == null || item.protocol().compareTo(best) > 0)) best = item.protocol();
            int heard = -1;
            for (int i = 0; i < held.size(); i++)
                if (said(held.get(i)) == OfferState.OFFERED
                        && held.get(i).protocol() != best
                        && held.get(i).protocol().compareTo(Protocol.TLS_1_2) < 0) heard = i;
            return heard;
        }

        private static OfferState said(Item item) {
            String finding = item.finding().strip().toLowerCase(Locale.ROOT);
            // A draft of TLS 1.3 is spoken by nothing that speaks TLS 1.3.
            if (finding.contains("draft") && !finding.contains("final")) return OfferState.UNKNOWN;
            if (item.protocol() == Protocol.SSL_2 && finding.matches("(?s)vulnerable with [1-9][0-9]* ciphers.*"))
                return OfferState.OFFERED;
            if (finding.startsWith("offered")
                    || finding.matches("(?s)(?:tls|ssl)v[0-9.]+ is offered.*")
                    || finding.startsWith("supported but couldn't detect a cipher")) return OfferState.OFFERED;
            boolean sure = finding.matches("(?s)(?:is )?not offered.*|(?:tls|ssl)v[0-9.]+ is not offered.*");
            return sure && !finding.contains("likely") ? OfferState.NOT_OFFERED : OfferState.UNKNOWN;
        }

        @Override
        public void close() {
            flush();
        }
    }

    private static void table(Source source, Report report) throws IOException {
        try (CsvTable table = new CsvTable(source, columns -> columns.containsAll(COLUMNS));
                Scan scan = new Scan(report)) {
            for (Rows.Row row = table.next(); row != null; row = table.next()) {
                Cells cells = row.cells();
                if (cells == null && row.whole())
                    report.reject(row.name(), FailureCode.INTAKE_BAD_VALUE, String.valueOf(row.fault()), row.text());
                else if (cells == null)
                    report.broken(
                            row.name(),
                            FailureCode.INTAKE_TRUNCATED,
                            "The table breaks off in the middle of this row; the rows before were used.");
                else
                    item(
                            scan,
                            row.name(),
                            row.text(),
                            cells.raw("fqdnip"),
                            cells.raw("port"),
                            cells.raw("id"),
                            cells.raw("severity"),
                            cells.raw("finding"),
                            null);
            }
            table.tell(report);
        }
    }

    private static void item(
            Scan scan,
            String record,
            String text,
            String target,
            String port,
            String id,
            String severity,
            String finding,
            @Nullable Instant at) {
        int slash = target.lastIndexOf('/');
        scan.of(
                slash < 0 ? target : target.substring(0, slash),
                slash < 0 ? "" : target.substring(slash + 1),
                port,
                at);
        scan.item(record, text, id, severity, finding);
    }

    /** A flat result, or a target of the pretty form with its results in blocks. */
    private static void result(Scan scan, String record, JsonNode object, ObjectNode around) {
        if (object.path("id").isTextual()) {
            item(
                    scan,
                    record,
                    object.toString(),
                    object.path("ip").asText(),
                    object.path("port").asText(),
                    object.path("id").asText(),
                    object.path("severity").asText(),
                    object.path("finding").asText(),
                    null);
            return;
        }
        String start = around.path("startTime").asText();
        Instant at = start.matches("[0-9]{9,10}") ? Instant.ofEpochSecond(Long.parseLong(start)) : null;
        scan.of(
                object.path("targetHost").asText(),
                object.path("ip").asText(),
                object.path("port").asText(),
                at);
        int number = 0;
        for (Map.Entry<String, JsonNode> block : object.properties())
            if (block.getValue().isArray())
                for (JsonNode one : block.getValue())
                    scan.item(
                            record + "/" + block.getKey() + "[" + ++number + "]",
                            one.toString(),
                            one.path("id").asText(),
                            one.path("severity").asText(),
                            one.path("finding").asText());
        scan.flush();
    }
}
