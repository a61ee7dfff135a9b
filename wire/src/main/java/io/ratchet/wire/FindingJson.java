package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.finding.ReportRef.Within;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ratchet.finding/1}. */
public final class FindingJson {
    public static final String SCHEMA = "ratchet.finding/1";

    private FindingJson() {}

    /**
     * Reads one finding; fields that the contract does not name are passed over.
     *
     * @throws FailureException INTAKE_BAD_VALUE, INTAKE_NO_HOST or INTAKE_NO_TIME with the field and what was found
     *     there
     */
    public static Finding read(JsonNode node) {
        Fields fields = Fields.of(node, "");
        if (!SCHEMA.equals(fields.optionalText("schema")))
            throw Fields.bad("schema", "'" + SCHEMA + "'", node.get("schema"));
        if (!fields.has("host"))
            throw FailureException.of(FailureCode.INTAKE_NO_HOST, "The finding names no host; give 'host'.");
        if (!fields.has("observedAt"))
            throw FailureException.of(
                    FailureCode.INTAKE_NO_TIME, "The finding does not say when it was observed; give 'observedAt'.");
        try {
            return new Finding(
                    report(fields.object("report")),
                    fields.text("record"),
                    fields.instant("observedAt"),
                    host(fields.object("host")),
                    ObservationJson.read(fields.object("observation")),
                    fields.has("evidence") ? evidence(fields.object("evidence")) : Evidence.NONE);
        } catch (IllegalArgumentException e) {
            throw FailureException.of(FailureCode.INTAKE_BAD_VALUE, sentence(e), e);
        }
    }

    private static String sentence(IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        return message.endsWith(".") ? message : message + ".";
    }

    public static ObjectNode write(Finding finding) {
        ObjectNode node = Json.object().put("schema", SCHEMA);
        node.set("report", part(finding.report()));
        node.put("record", finding.record())
                .put("observedAt", finding.observedAt().toString());
        node.set("host", part(finding.host()));
        node.set("observation", part(finding.observation()));
        if (!finding.evidence().equals(Evidence.NONE)) node.set("evidence", part(finding.evidence()));
        return node;
    }

    /**
     * What of a finding other findings say as well, alone and as it stands in the document.
     *
     * @param part a report, a host, an observation or evidence
     */
    public static ObjectNode part(Object part) {
        if (part instanceof ReportRef report) return report(report);
        if (part instanceof HostRef host) return host(host);
        if (part instanceof Observation seen) return ObservationJson.write(seen);
        if (part instanceof Evidence evidence) return shown(evidence);
        throw new IllegalArgumentException("no part of a finding: " + part.getClass());
    }

    private static ObjectNode report(ReportRef from) {
        ObjectNode report = Json.object().put("sha256", from.sha256());
        report.put("format", from.format()).put("source", from.source());
        if (from.run() != null) report.put("run", from.run().toString());
        if (from.method() != null) report.put("method", Fields.word(from.method()));
        if (from.within() != null) {
            ObjectNode within =
                    report.putObject("within").put("by", from.within().by());
            from.within().networks().forEach(within.putArray("networks")::add);
            within.put("otherwise", Fields.word(from.within().otherwise()));
        }
        return report;
    }

    private static ObjectNode shown(Evidence evidence) {
        ObjectNode shown = Json.object();
        put(shown, "check", evidence.check());
        put(shown, "text", evidence.text());
        return shown;
    }

    /**
     * Reads a part alone, as {@link #read} does with the rest around it; with where its method may be claimed, which
     * the intake gave it and nobody else gives.
     */
    public static ReportRef readReport(JsonNode node) {
        ReportRef report = report(Fields.of(node, "report"));
        JsonNode within = node.path("within");
        if (within.isMissingNode()) return report;
        List<String> networks = new ArrayList<>();
        within.path("networks").forEach(network -> networks.add(network.asText()));
        Fields fields = Fields.of(within, "report.within");
        Method otherwise = fields.optionalWord("otherwise", Method.class);
        return new ReportRef(
                report.sha256(),
                report.format(),
                report.source(),
                report.run(),
                report.method(),
                new Within(fields.text("by"), networks, otherwise == null ? Method.DECLARED : otherwise));
    }

    public static HostRef readHost(JsonNode node) {
        return host(Fields.of(node, "host"));
    }

    public static Observation readObservation(JsonNode node) {
        return ObservationJson.read(Fields.of(node, "observation"));
    }

    public static Evidence readEvidence(JsonNode node) {
        return evidence(Fields.of(node, "evidence"));
    }

    private static ReportRef report(Fields fields) {
        return new ReportRef(
                fields.text("sha256"),
                fields.text("format"),
                fields.text("source"),
                fields.optionalInstant("run"),
                fields.optionalWord("method", Method.class));
    }

    private static Evidence evidence(Fields fields) {
        return new Evidence(fields.optionalText("check"), fields.optionalText("text"));
    }

    static HostRef host(Fields fields) {
        String zone = fields.optionalText("zone");
        Map<String, String> nativeIds = fields.texts("nativeIds");
        boolean named = !nativeIds.isEmpty();
        for (String field : new String[] {"ip", "fqdn", "netbios", "mac", "smbiosUuid", "sid"})
            named |= fields.has(field);
        if (!named)
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST, "'host' carries no identifier; give its name, address or id.");
        return new HostRef(
                zone == null || zone.isBlank() ? HostRef.DEFAULT_ZONE : zone,
                fields.optionalText("site"),
                fields.optionalText("ip"),
                fields.optionalText("fqdn"),
                fields.optionalText("netbios"),
                fields.optionalText("domain"),
                fields.optionalText("mac"),
                fields.optionalText("smbiosUuid"),
                fields.optionalText("sid"),
                nativeIds);
    }

    static ObjectNode host(HostRef host) {
        ObjectNode node = Json.object().put("zone", host.zone());
        put(node, "site", host.site());
        put(node, "ip", host.ip());
        put(node, "fqdn", host.fqdn());
        put(node, "netbios", host.netbios());
        put(node, "domain", host.domain());
        put(node, "mac", host.mac());
        put(node, "smbiosUuid", host.smbiosUuid());
        put(node, "sid", host.sid());
        if (!host.nativeIds().isEmpty()) host.nativeIds().forEach(node.putObject("nativeIds")::put);
        return node;
    }

    static void put(ObjectNode node, String field, @Nullable String value) {
        if (value != null) node.put(field, value);
    }
}
