package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Greenbone's (OpenVAS') XML report, also within an answer of GMP. A record is a result. */
final class GreenboneXmlReader implements FormatReader {
    /** {@code https (443/tcp)}, as old releases write it. */
    private static final Pattern NAMED_PORT = Pattern.compile("^[^()]*\\(([0-9]{1,5}/[a-z]{1,8})\\)$");

    @Override
    public boolean knows(Beginning beginning) {
        String root = beginning.rootElement().orElse("");
        return root.equals("get_reports_response")
                || (root.equals("report")
                        && (beginning.text().contains("<gmp>")
                                || beginning.text().contains("<omp>")
                                || beginning.text().contains("<nvt oid=")
                                || beginning.text().contains("<report_format")));
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        XmlHosts.read(
                source, report, "result", Xml.DocumentType.NONE, (record, result) -> findings(record, result, report));
    }

    private static List<Finding> findings(String record, XmlTree result, Report report) {
        String oid =
                result.all("nvt").findFirst().map(nvt -> nvt.attribute("oid")).orElse("");
        // A comparison of two reports also lists what the later one no longer has.
        if (!OpenVasChecks.known(oid) || result.text("delta").strip().startsWith("gone")) return List.of();
        XmlTree host = result.all("host").findFirst().orElseThrow(() -> RoleCells.bad("The result names no host."));
        String[] port =
                NAMED_PORT.matcher(result.text("port")).replaceFirst("$1").split("/", 2);
        String at = result.text("modification_time").isEmpty()
                ? result.text("creation_time")
                : result.text("modification_time");
        String name = host.text("hostname");
        return Report.findings(
                report.reference("openvas", null, Method.UNAUTHENTICATED),
                record,
                report.observed(at.isEmpty() ? null : report.time("modification_time", at)),
                ListenerHost.named(
                        name.isEmpty() ? host.text().strip() : name, host.text().strip(), report),
                new Evidence(
                        "openvas:" + oid.substring(oid.lastIndexOf('.') + 1),
                        Excerpt.evidence(result.text("description"))),
                OpenVasChecks.offers(oid, port[0], port.length > 1 ? port[1] : "", result.text("description")));
    }
}
