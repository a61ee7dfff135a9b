package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Nessus {@code .nessus} version 2. A record is a ReportItem, and a host's properties where they name its operating
 * system. The policy, which may be the larger part of a file, is passed over but for its name.
 */
final class NessusReader implements FormatReader {
    private static final String ROOT = "NessusClientData_v2";
    /** Tells how the scan went, and whether it logged on. */
    private static final String SCAN_INFORMATION = "19506";

    /** The source by the name of its policy or report, which every finding of a report names. */
    private static final Memo<String> SOURCES = new Memo<>(NessusReader::source);

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.rootElement().filter(ROOT::equals).isPresent();
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        try (Decoded in = Decoded.xml(source.open())) {
            new Scan(report).read(in);
            report.decoded(in);
        }
    }

    private static String source(String instance) {
        String word = instance.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        return word.isEmpty() ? "nessus" : "nessus@" + word;
    }

    /** One file while it is read. */
    private static final class Scan {
        private final Report report;
        private String policy = "";
        private String name = "";
        private @Nullable Instant began;
        private int hosts;
        private String scanned = "";
        private boolean within;

        Scan(Report report) {
            this.report = report;
        }

        void read(Decoded in) throws IOException {
            try {
                Xml xml = Xml.open(in, Xml.DocumentType.NONE, "ReportHost");
                if (!xml.name().equals(ROOT))
                    throw new Xml.Broken(
                            FailureCode.INTAKE_UNRECOGNISED,
                            "is no Nessus report: its root element is '" + xml.name() + "'",
                            null);
                do document(xml);
                while (xml.another(ROOT));
            } catch (Xml.Broken e) {
                report.broken(
                        "ReportHost[" + hosts + "]",
                        e.code(),
                        "The report " + e.what() + "; what stood before was used.");
            }
        }

        /** Reports that were joined stay each its own run under its own policy. */
        private void document(Xml xml) throws Xml.Broken, IOException {
            policy = "";
            began = null;
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("Policy")) policy(xml);
                else if (element.equals("Report")) report(xml);
                else xml.skip();
            }
        }

        private void policy(Xml xml) throws Xml.Broken, IOException {
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("policyName")) policy = xml.text().strip();
                else xml.skip();
            }
        }

        private void report(Xml xml) throws Xml.Broken, IOException {
            name = xml.attribute("name").strip();
            xml.hosts(
                    () -> {
                        within = true;
                        host(xml, "ReportHost[" + ++hosts + "]");
                        within = false;
                    },
                    (why, bytes) -> report.lost(
                            "ReportHost[" + hosts + "]/lost-" + bytes,
                            why.code(),
                            "The report " + why.what() + " and byte " + bytes + ", " + (within ? "in" : "behind")
                                    + " the host '" + scanned
                                    + "': what stood of it before was used, and reading went on with the next host."));
        }

        private void host(Xml xml, String record) throws Xml.Broken, IOException {
            scanned = Excerpt.of(xml.attribute("name").strip(), 200);
            NessusHost host = new NessusHost(xml.attribute("name"), report.zone());
            int item = 0;
            try {
                for (String element = xml.child(); element != null; element = xml.child()) {
                    if (element.equals("HostProperties")) properties(xml, host);
                    else if (element.equals("ReportItem")) item(xml, host, record, ++item);
                    else xml.skip();
                }
            } catch (Xml.Broken e) {
                operatingSystem(host, record);
                throw e;
            }
            operatingSystem(host, record);
        }

        private void properties(Xml xml, NessusHost host) throws Xml.Broken, IOException {
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("tag") && NessusHost.wanted(xml.attribute("name")))
                    host.tag(xml.attribute("name"), xml.text().strip());
                else xml.skip();
            }
            if (began == null) began = host.start();
        }

        private void item(Xml xml, NessusHost host, String within, int number) throws Xml.Broken, IOException {
            String plugin = xml.attribute("pluginID");
            boolean check = NessusChecks.known(plugin);
            if (!check && !plugin.equals(SCAN_INFORMATION)) {
                xml.skip();
                report.ignored();
                return;
            }
            String record = within + "/ReportItem[" + number + "]";
            String port = xml.attribute("port");
            String transport = xml.attribute("protocol");
            String title = xml.attribute("pluginName");
            String output = output(xml);
            if (check)
                report.record(
                        record,
                        () -> "port " + port + ", " + title + ": " + output,
                        () -> findings(
                                host,
                                record,
                                "nessus:" + plugin,
                                output,
                                NessusChecks.offers(plugin, port, transport, title, output, host.finished())));
            else {
                host.scanInformation(output);
                report.ignored();
            }
        }

        private static String output(Xml xml) throws Xml.Broken, IOException {
            String output = "";
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("plugin_output")) output = xml.text();
                else xml.skip();
            }
            return output;
        }

        /** Comes last of a host: what its items say of the log-on decides how far the name of the system is trusted. */
        private void operatingSystem(NessusHost host, String record) {
            String caption = host.operatingSystem();
            if (caption.isEmpty()) return;
            report.record(
                    record + "/HostProperties",
                    () -> caption,
                    () -> WindowsCaption.of(caption)
                            .map(windows -> findings(
                                    host,
                                    record + "/HostProperties",
                                    "nessus:operating-system",
                                    caption,
                                    List.of(system(windows))))
                            .orElse(List.of()));
        }

        private static Observation system(WindowsCaption windows) {
            return new Observation.OperatingSystem(
                    windows.version(),
                    null,
                    windows.server() ? 3 : 1,
                    windows.servicePack(),
                    windows.caption(),
                    null,
                    null);
        }

        private List<Finding> findings(
                NessusHost host, String record, String check, String text, List<Observation> seen) {
            return Report.findings(
                    reference(host.method()),
                    record,
                    report.observed(host.seen()),
                    host.reference(),
                    new Evidence(check, Excerpt.evidence(text)),
                    seen);
        }

        /** The policy outlives the name of a single run; the run begins with its first host, for no file says more. */
        private ReportRef reference(Method method) {
            return report.reference(SOURCES.of(policy.isEmpty() ? name : policy), began, method);
        }
    }
}
