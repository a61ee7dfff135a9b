package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.util.Optional;

/**
 * Suricata's eve.json; a record is a line. Of TLS records only those count in which the server's hello was seen: the
 * version of a client's hello alone was never agreed on.
 */
final class SuricataReader implements FormatReader {
    @Override
    public boolean knows(Beginning beginning) {
        return beginning.json() && beginning.mentions("event_type", "src_ip", "dest_ip");
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        try (UseTotals totals =
                new UseTotals(report, report.reference("suricata", null, Method.UNAUTHENTICATED), "suricata:tls")) {
            JsonRows.read(source, report, (record, object, around) -> row(record, object, totals, report));
        }
    }

    private static void row(String record, JsonNode event, UseTotals totals, Report report) {
        JsonNode tls = event.path("tls");
        Optional<Protocol> protocol = ProtocolNames.of(tls.path("version").asText(""));
        // Its version is the server's; that of a record's head, such as of an alert, is never TLS 1.3.
        boolean answered = protocol.filter(Protocol.TLS_1_3::equals).isPresent()
                || tls.has("subject")
                || tls.has("fingerprint")
                || tls.has("ja3s")
                || tls.path("session_resumed").asBoolean(false);
        if (!event.path("event_type").asText().equals("tls") || protocol.isEmpty() || !answered) {
            report.ignored();
            return;
        }
        report.interpreted(
                record,
                event::toString,
                () -> Flow.of(
                                event.path("src_ip").asText(),
                                event.path("dest_ip").asText(),
                                event.path("dest_port").asText(),
                                tls.path("sni").asText("").replaceAll("\\.$", ""))
                        .use(
                                record,
                                protocol.get(),
                                report.time("timestamp", event.path("timestamp").asText()),
                                totals,
                                report));
    }
}
