package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Qualys' XML: asset data report, scan result and host list of detections. A record is a detection. */
final class QualysXmlReader implements FormatReader {
    private static final String ASSETS = "ASSET_DATA_REPORT";
    private static final String SCAN = "SCAN";
    private static final String DETECTIONS = "HOST_LIST_VM_DETECTION_OUTPUT";

    @Override
    public boolean knows(Beginning beginning) {
        String root = beginning.rootElement().orElse("");
        return root.equals(ASSETS)
                || root.equals(DETECTIONS)
                || (root.equals(SCAN) && beginning.text().contains("<KEY value="));
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        Beginning beginning;
        try (java.io.InputStream in = source.open()) {
            beginning = Beginning.of(in.readNBytes(Beginning.MOST));
        }
        boolean scan = beginning.rootElement().filter(SCAN::equals).isPresent();
        Host found = new Host(report);
        XmlHosts.visit(
                source,
                report,
                scan ? "IP" : "HOST",
                Xml.DocumentType.NAMED,
                (xml, record) -> found.host(record, XmlTree.read(xml), scan),
                Map.of(
                        "KEY",
                        key -> {
                            if (key.attribute("value").equals("DATE"))
                                found.date = key.text().strip();
                        },
                        "GENERATION_DATETIME",
                        time -> found.date = time.text().strip(),
                        "WARNING",
                        warning -> warned(warning, report)));
    }

    /** A list that is longer than an answer may be goes on elsewhere, and says where. */
    private static void warned(XmlTree warning, Report report) {
        if (warning.text("URL").isEmpty()) return;
        report.broken(
                "WARNING",
                FailureCode.INTAKE_TRUNCATED,
                "Qualys cut the list off (" + Excerpt.of(warning.text("TEXT"), 200)
                        + "): the other hosts are not in this file; deliver the further pages as well.");
    }

    private static final class Host {
        private final Report report;
        /** Of the document in hand; empty where it tells none. */
        private String date = "";

        Host(Report report) {
            this.report = report;
        }

        void host(String record, XmlTree host, boolean scan) {
            int number = 0;
            if (scan) {
                for (XmlTree category : host.below("CAT").toList())
                    for (XmlTree one : category.children())
                        detection(
                                record + "/" + ++number,
                                host,
                                one.attribute("number"),
                                category.attribute("port"),
                                category.attribute("protocol"),
                                "",
                                date,
                                one.text("RESULT"));
                return;
            }
            for (XmlTree one : java.util.stream.Stream.concat(host.below("VULN_INFO"), host.below("DETECTION"))
                    .toList())
                detection(
                        record + "/" + ++number,
                        host,
                        one.text("QID"),
                        one.text("PORT"),
                        one.text("PROTOCOL"),
                        one.text("VULN_STATUS") + one.text("STATUS"),
                        last(one, host),
                        one.text("RESULT") + one.text("RESULTS"));
        }

        private String last(XmlTree detection, XmlTree host) {
            for (String field : List.of("LAST_FOUND", "LAST_FOUND_DATETIME", "LAST_TEST_DATETIME"))
                if (!detection.text(field).isEmpty()) return detection.text(field);
            for (String field : List.of("LAST_VM_SCANNED_DATE", "LAST_SCAN_DATETIME"))
                if (!host.text(field).isEmpty()) return host.text(field);
            return date;
        }

        private void detection(
                String record,
                XmlTree host,
                String qid,
                String port,
                String transport,
                String status,
                String at,
                String result) {
            if (!QualysChecks.known(qid) || status.equalsIgnoreCase("Fixed")) {
                report.ignored();
                return;
            }
            report.record(
                    record,
                    () -> "QID " + qid + " port " + port + ": " + result,
                    () -> findings(record, host, qid, port, transport, at, result));
        }

        private List<Finding> findings(
                String record, XmlTree host, String qid, String port, String transport, String at, String result) {
            return Report.findings(
                    report.reference("qualys", null, Method.UNAUTHENTICATED),
                    record,
                    report.observed(time(at)),
                    reference(host),
                    new Evidence("qualys:" + qid, Excerpt.evidence(result)),
                    QualysChecks.offers(qid, port, transport, result));
        }

        private @Nullable Instant time(String at) {
            return at.isEmpty() ? null : report.time("LAST_FOUND", at);
        }

        private HostRef reference(XmlTree host) {
            String address = host.attribute("value").isEmpty() ? host.text("IP") : host.attribute("value");
            if (address.isEmpty()) address = host.text("IPV6");
            String full = host.all("DNS_DATA")
                    .findFirst()
                    .map(dns -> dns.text("FQDN"))
                    .orElse("");
            String dns = HostNames.full(full).isPresent() ? full : host.text("DNS");
            String name = host.attribute("name").isEmpty() ? dns : host.attribute("name");
            Optional<String> netbios = HostNames.shortName(
                    host.text("NETBIOS").isEmpty() ? host.text("NETBIOS_HOSTNAME") : host.text("NETBIOS"));
            HostRef reached = ListenerHost.named(name.isEmpty() ? address : name, address, report);
            String id = host.text("ID");
            return new HostRef(
                    reached.zone(),
                    null,
                    reached.ip(),
                    reached.fqdn(),
                    netbios.orElse(reached.netbios()),
                    null,
                    null,
                    null,
                    null,
                    id.matches("[0-9]{1,20}") ? Map.of("qualys", id) : Map.of());
        }
    }
}
