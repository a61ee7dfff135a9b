package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * sslyze's JSON, versions 3 to 6; a record is a server. A version without an accepted suite counts as refused where its
 * scan completed and the server accepted at least two suites in all; a result of null is none.
 */
final class SslyzeReader implements FormatReader {
    private static final String COMPLETED = "date_scans_completed";
    private static final String STARTED = "date_scans_started";
    private static final Map<String, Protocol> COMMANDS = Map.of(
            "ssl_2_0_cipher_suites",
            Protocol.SSL_2,
            "ssl_3_0_cipher_suites",
            Protocol.SSL_3,
            "tls_1_0_cipher_suites",
            Protocol.TLS_1_0,
            "tls_1_1_cipher_suites",
            Protocol.TLS_1_1,
            "tls_1_2_cipher_suites",
            Protocol.TLS_1_2,
            "tls_1_3_cipher_suites",
            Protocol.TLS_1_3);

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.json()
                && (beginning.mentions("server_scan_results")
                        || (beginning.mentions("sslyze_version") && !beginning.mentions("accepted_targets")));
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        List<Map<String, String>> dates = JsonRows.fields(source, Set.of(COMPLETED, STARTED));
        JsonRows.read(source, report, new JsonRows.Each() {
            private String at = "";

            @Override
            public void document(int index) {
                Map<String, String> own = index < dates.size() ? dates.get(index) : Map.of();
                at = own.getOrDefault(COMPLETED, own.getOrDefault(STARTED, ""));
            }

            @Override
            public void object(String record, JsonNode object, ObjectNode around) {
                if (object.path("connectivity_status").asText().equals("ERROR"))
                    report.unanswered(listener(object.path("server_location")));
                report.record(record, object::toString, () -> findings(record, object, at, report));
            }

            @Override
            public void around(ObjectNode whole) {
                for (String list : List.of("server_connectivity_errors", "invalid_server_strings"))
                    for (JsonNode error : whole.path(list))
                        report.unanswered(error.path("server_string").asText());
            }
        });
    }

    private static String listener(JsonNode location) {
        return location.path("hostname").asText() + ":" + location.path("port").asText();
    }

    private static List<Finding> findings(String record, JsonNode server, String at, Report report) {
        JsonNode location = server.has("server_location")
                ? server.path("server_location")
                : server.path("server_info").path("server_location");
        if (location.isMissingNode()) return List.of();
        JsonNode results = server.path("scan_result").isObject()
                ? server.path("scan_result")
                : server.path("scan_commands_results");
        Map<Protocol, OfferState> states = new EnumMap<>(Protocol.class);
        int suites = 0;
        for (String command : COMMANDS.keySet())
            suites +=
                    result(results.path(command)).path("accepted_cipher_suites").size();
        for (Map.Entry<String, Protocol> command : COMMANDS.entrySet()) {
            JsonNode attempt = results.path(command.getKey());
            if (!attempt.isMissingNode()) states.put(command.getValue(), state(attempt, suites));
        }
        if (states.isEmpty()) return List.of();
        String name = location.path("hostname").asText();
        // Versions 3 and 4 keep it beside the location.
        JsonNode network = server.has("network_configuration")
                ? server.path("network_configuration")
                : server.path("server_info").path("network_configuration");
        String sni = network.path("tls_server_name_indication").asText();
        JsonNode starttls = network.path("tls_opportunistic_encryption");
        return Report.findings(
                report.reference("sslyze", null, Method.UNAUTHENTICATED),
                record,
                report.observed(at.isEmpty() ? null : report.time(COMPLETED, at)),
                ListenerHost.named(name, location.path("ip_address").asText(""), report),
                new Evidence("sslyze:cipher_suites", "accepted " + suites + " suites"),
                ListenerOffers.of(
                                location.path("port").asText(),
                                "tcp",
                                HostNames.full(sni).isEmpty() || sni.equalsIgnoreCase(name) ? null : sni,
                                starttls.isTextual() ? starttls.asText().toLowerCase(java.util.Locale.ROOT) : null)
                        .list(states));
    }

    private static JsonNode result(JsonNode attempt) {
        return attempt.has("result") ? attempt.path("result") : attempt;
    }

    private static OfferState state(JsonNode attempt, int suites) {
        JsonNode accepted = result(attempt).path("accepted_cipher_suites");
        if (accepted.size() > 0) return OfferState.OFFERED;
        boolean completed =
                !attempt.has("status") || attempt.path("status").asText().equals("COMPLETED");
        return completed && accepted.isArray() && suites >= 2 ? OfferState.NOT_OFFERED : OfferState.UNKNOWN;
    }
}
