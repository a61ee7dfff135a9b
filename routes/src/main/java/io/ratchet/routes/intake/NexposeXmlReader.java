package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Nexpose's XML Export 2.0; a record is an endpoint of a node. A test that was not vulnerable is a refusal, one that
 * was skipped or failed, or was concluded from a version, is none.
 */
final class NexposeXmlReader implements FormatReader {
    private static final Map<String, Protocol> TESTS = Map.of(
            "sslv2-and-up-enabled",
            Protocol.SSL_2,
            "sslv2-enabled",
            Protocol.SSL_2,
            "sslv3-enabled",
            Protocol.SSL_3,
            "sslv3-supported",
            Protocol.SSL_3,
            "tlsv1_0-enabled",
            Protocol.TLS_1_0,
            "tlsv1_1-enabled",
            Protocol.TLS_1_1);
    private static final Map<String, Protocol> SETTINGS = Map.of(
            "ssl.version.ssl20",
            Protocol.SSL_2,
            "sslv2",
            Protocol.SSL_2,
            "ssl.version.ssl30",
            Protocol.SSL_3,
            "sslv3",
            Protocol.SSL_3,
            "tlsv1_0",
            Protocol.TLS_1_0,
            "ssl.version.tls10",
            Protocol.TLS_1_0,
            "tlsv1_1",
            Protocol.TLS_1_1,
            "tlsv1_2",
            Protocol.TLS_1_2,
            "tlsv1_3",
            Protocol.TLS_1_3);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS", Locale.ROOT);

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.rootElement().filter("NexposeReport"::equals).isPresent();
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        Map<String, Instant> scans = new HashMap<>();
        XmlHosts.Visit nodes = (xml, record) -> {
            XmlTree node = XmlTree.read(xml);
            int number = 0;
            for (XmlTree endpoint : node.below("endpoint").toList()) {
                String name = record + "/endpoint[" + ++number + "]";
                report.record(
                        name,
                        () -> "port " + endpoint.attribute("port"),
                        () -> findings(name, node, endpoint, scans, report));
            }
            if (number == 0) report.ignored();
        };
        XmlHosts.visit(source, report, "node", Xml.DocumentType.NONE, nodes, Map.of("scan", scan -> scan(scan, scans)));
    }

    /** When a scan ended, else when it began; it stands before the nodes. */
    private static void scan(XmlTree scan, Map<String, Instant> scans) {
        Instant ended = time(scan.attribute("endTime"));
        Instant at = ended == null ? time(scan.attribute("startTime")) : ended;
        if (at != null) scans.put(scan.attribute("id"), at);
    }

    private static @Nullable Instant time(String stamp) {
        try {
            return LocalDateTime.parse(stamp, STAMP).toInstant(ZoneOffset.UTC);
        } catch (java.time.DateTimeException e) {
            return null;
        }
    }

    private static List<Finding> findings(
            String record, XmlTree node, XmlTree endpoint, Map<String, Instant> scans, Report report) {
        Map<Protocol, OfferState> states = new EnumMap<>(Protocol.class);
        String scan = "";
        for (XmlTree setting : endpoint.below("config").toList()) {
            Protocol protocol = SETTINGS.get(setting.attribute("name").toLowerCase(Locale.ROOT));
            if (protocol != null && setting.text().strip().matches("true|false"))
                states.put(
                        protocol, setting.text().strip().equals("true") ? OfferState.OFFERED : OfferState.NOT_OFFERED);
        }
        for (XmlTree test : endpoint.below("test").toList()) {
            if (scan.isEmpty()) scan = test.attribute("scan-id");
            Protocol protocol = TESTS.get(test.attribute("id").toLowerCase(Locale.ROOT));
            if (protocol == null) continue;
            OfferState state = state(test.attribute("status"));
            states.merge(
                    protocol,
                    state,
                    (one, other) -> one == other
                            ? one
                            : one == OfferState.OFFERED || other == OfferState.OFFERED
                                    ? OfferState.OFFERED
                                    : OfferState.UNKNOWN);
        }
        if (states.isEmpty()) return List.of();
        return Report.findings(
                report.reference("nexpose", null, Method.UNAUTHENTICATED),
                record,
                report.observed(scans.getOrDefault(
                        scan, scans.size() == 1 ? scans.values().iterator().next() : null)),
                host(node, report),
                new Evidence("nexpose:" + (scan.isEmpty() ? "ssl.version" : "tests"), null),
                ListenerOffers.of(endpoint.attribute("port"), endpoint.attribute("protocol"))
                        .list(states));
    }

    /** Also where a person made an exception of it; what was concluded from a version or may be so is no handshake. */
    private static OfferState state(String status) {
        if (status.matches("(?:exception-)?vulnerable-exploited(?:-with-exception-applied)?"))
            return OfferState.OFFERED;
        return status.equals("not-vulnerable") ? OfferState.NOT_OFFERED : OfferState.UNKNOWN;
    }

    private static HostRef host(XmlTree node, Report report) {
        List<String> names =
                node.below("name").map(XmlTree::text).map(String::strip).toList();
        Optional<String> fqdn =
                names.stream().flatMap(name -> HostNames.full(name).stream()).findFirst();
        Optional<String> shortName = names.stream()
                .flatMap(name -> HostNames.shortName(name).stream())
                .findFirst();
        HostRef reached = ListenerHost.named(node.attribute("address"), node.attribute("address"), report);
        String mac = MappedReader.mac(node.attribute("hardware-address"));
        String id = node.attribute("device-id");
        return new HostRef(
                reached.zone(),
                null,
                reached.ip(),
                fqdn.orElse(null),
                shortName.orElse(null),
                null,
                mac.isEmpty() ? null : mac,
                null,
                null,
                id.matches("[0-9]{1,18}") ? Map.of("nexpose", id) : Map.of());
    }
}
