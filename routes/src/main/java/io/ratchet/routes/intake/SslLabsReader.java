package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * SSL Labs' API version 3; a record is an endpoint. It lists what is supported, and what it leaves out was refused
 * where the assessment of the endpoint came to its end.
 */
final class SslLabsReader implements FormatReader {
    @Override
    public boolean knows(Beginning beginning) {
        return beginning.json()
                && beginning.mentions("engineVersion", "criteriaVersion")
                && (beginning.mentions("endpoints") || beginning.mentions("host", "status"));
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        JsonRows.read(source, report, (record, host, around) -> {
            int number = 0;
            for (JsonNode endpoint : host.path("endpoints")) {
                String name = record + "/endpoint[" + ++number + "]";
                if (endpoint.path("details").path("protocols").isEmpty())
                    report.unanswered(host.path("host").asText() + " at "
                            + endpoint.path("ipAddress").asText());
                report.record(name, endpoint::toString, () -> findings(name, host, endpoint, report));
            }
            if (number == 0) {
                report.unanswered(host.path("host").asText());
                report.ignored();
            }
        });
    }

    private static List<Finding> findings(String record, JsonNode host, JsonNode endpoint, Report report) {
        JsonNode listed = endpoint.path("details").path("protocols");
        boolean ended = host.path("status").asText().equals("READY")
                && endpoint.path("statusMessage").asText().equals("Ready");
        Map<Protocol, OfferState> states = new EnumMap<>(Protocol.class);
        for (JsonNode protocol : listed)
            ProtocolNames.of(protocol.path("name").asText()
                            + protocol.path("version").asText())
                    .ifPresent(known -> states.put(
                            known,
                            protocol.path("v2SuitesDisabled").asBoolean() ? OfferState.UNKNOWN : OfferState.OFFERED));
        if (states.isEmpty()) return List.of();
        for (Protocol protocol : Protocol.values())
            if (protocol != Protocol.TLS_1_3
                    || host.path("criteriaVersion").asText().compareTo("2009q") >= 0)
                states.putIfAbsent(protocol, ended ? OfferState.NOT_OFFERED : OfferState.UNKNOWN);
        long time = host.path("testTime").asLong(host.path("startTime").asLong(0));
        return Report.findings(
                report.reference("ssllabs", null, Method.UNAUTHENTICATED),
                record,
                report.observed(time <= 0 ? null : Instant.ofEpochMilli(time)),
                ListenerHost.named(
                        host.path("host").asText(), endpoint.path("ipAddress").asText(), report),
                new Evidence("ssllabs:protocols", Excerpt.evidence(listed.toString())),
                ListenerOffers.of(host.path("port").asText("443"), "tcp").list(states));
    }
}
