package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.ProtocolFailure;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.SchannelEvent;
import io.ratchet.domain.finding.Observation.Stack;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Winlogbeat's ECS events of the provider Schannel. The machine is the one whose log it was ({@code winlog.computer_name}); {@code
 * host.name} is the collector's where events are forwarded.
 */
final class WinlogbeatReader implements FormatReader {
    private static final int HANDSHAKE_DONE = 36880;
    private static final int ALERT_RECEIVED = 36887;
    private static final int ALERT_SENT = 36888;

    @Override
    public void read(InputStream in, Report report) throws IOException {
        JsonLines.read(in, report, (record, node, text) -> event(record, node, report));
    }

    private static void event(String record, JsonNode node, Report report) {
        JsonNode winlog = node.path("winlog");
        String provider = winlog.path("provider_name").asText(node.at("/event/provider").asText());
        if (!provider.equalsIgnoreCase("Schannel")) {
            report.ignored();
            return;
        }
        Map<String, String> fields = fields(winlog);
        SchannelEvent event = new SchannelEvent(id(node), 1, fields, process(fields));
        List<Observation> seen = new ArrayList<>(List.of(event));
        meaning(event.eventId(), fields).ifPresent(seen::add);
        String source = "winlogbeat@" + node.at("/agent/id").asText(node.at("/agent/name").asText("unknown"));
        report.record(
                report.reference(source, null, Method.AGENT),
                record,
                report.observed(time(node)),
                host(node, report),
                "schannel:" + event.eventId(),
                seen);
    }

    private static int id(JsonNode node) {
        String id = node.at("/winlog/event_id").asText(node.at("/event/code").asText());
        if (!id.matches("[0-9]{1,6}"))
            throw FailureException.of(FailureCode.INTAKE_BAD_VALUE, "'winlog.event_id' must be a number, not '" + id + "'.");
        return Integer.parseInt(id);
    }

    private static Map<String, String> fields(JsonNode winlog) {
        Map<String, String> fields = new TreeMap<>();
        for (String block : new String[] {"event_data", "user_data"})
            winlog.path(block).properties().forEach(entry -> fields.put(entry.getKey(), entry.getValue().asText()));
        return fields;
    }

    private static @Nullable String process(Map<String, String> fields) {
        return fields.get("CallerProcessImageName");
    }

    private static Optional<Observation> meaning(int eventId, Map<String, String> fields) {
        if (eventId == HANDSHAKE_DONE)
            return protocol(fields.getOrDefault("Protocol", "")).map(protocol -> new ProtocolUse(
                    direction(fields), protocol, Stack.SCHANNEL, blankToNull(fields.get("TargetName")), null, 1, null, null, false));
        if (eventId != ALERT_RECEIVED && eventId != ALERT_SENT) return Optional.empty();
        String alert = fields.getOrDefault("AlertDesc", "");
        if (!alert.matches("[0-9]{1,3}")) return Optional.empty();
        Direction direction = eventId == ALERT_RECEIVED ? Direction.OUTBOUND : Direction.INBOUND;
        return Optional.of(new ProtocolFailure(direction, Stack.SCHANNEL, null, Integer.parseInt(alert), null, 1));
    }

    private static Direction direction(Map<String, String> fields) {
        return fields.getOrDefault("Type", "").equalsIgnoreCase("client") ? Direction.OUTBOUND : Direction.INBOUND;
    }

    private static Optional<Protocol> protocol(String text) {
        return switch (text.toLowerCase(Locale.ROOT).replaceAll("[\\sv]", "")) {
            case "ssl2", "ssl2.0" -> Optional.of(Protocol.SSL_2);
            case "ssl3", "ssl3.0" -> Optional.of(Protocol.SSL_3);
            case "tls1", "tls1.0" -> Optional.of(Protocol.TLS_1_0);
            case "tls1.1" -> Optional.of(Protocol.TLS_1_1);
            case "tls1.2" -> Optional.of(Protocol.TLS_1_2);
            case "tls1.3" -> Optional.of(Protocol.TLS_1_3);
            default -> Optional.empty();
        };
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static @Nullable Instant time(JsonNode node) {
        String time = node.path("@timestamp").asText();
        if (time.isEmpty()) return null;
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException e) {
            throw FailureException.of(FailureCode.INTAKE_BAD_VALUE, "'@timestamp' must be a time, not '" + time + "'.", e);
        }
    }

    private static HostRef host(JsonNode node, Report report) {
        String name = node.at("/winlog/computer_name").asText(node.at("/host/name").asText());
        if (name.isBlank()) throw FailureException.of(FailureCode.INTAKE_NO_HOST, "The event names no computer.");
        boolean full = name.contains(".");
        return new HostRef(
                report.options().zone(), null, null, full ? name : null, full ? null : name, null, null, null, null, Map.of());
    }
}
