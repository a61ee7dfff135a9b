package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.SchannelEvent;
import io.ratchet.domain.finding.ReportRef;
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
 * Winlogbeat's ECS events of the provider Schannel, one a line, also as Elasticsearch exports them within
 * {@code _source}. The machine is the one whose log it was ({@code winlog.computer_name}); {@code host.name} and
 * {@code agent.id} are the collector's where events are forwarded. The message is in the machine's language and never
 * read.
 */
final class WinlogbeatReader implements FormatReader {
    private static final int LONGEST_FIELD = 1024;
    private static final int MOST_FIELDS = 64;

    @Override
    public boolean knows(Beginning beginning) {
        return beginning
                .objects()
                .anyMatch(fields -> fields.containsKey("winlog")
                        || fields.containsKey("_source.winlog")
                        || (fields.containsKey("@timestamp") && fields.containsKey("event.provider")));
    }

    @Override
    public void read(InputStream in, Report report) throws IOException {
        JsonLines.read(
                in,
                report,
                (record, object) ->
                        findings(record, object.path("_source").isObject() ? object.path("_source") : object, report));
    }

    private static List<Finding> findings(String record, JsonNode event, Report report) {
        String provider = text(event, "/winlog/provider_name")
                .or(() -> text(event, "/event/provider"))
                .orElse("");
        if (!provider.equalsIgnoreCase("Schannel")) return List.of();
        Map<String, String> fields = fields(event.path("winlog"));
        SchannelEvent seen = new SchannelEvent(id(event), 1, fields, fields.get("CallerProcessImageName"));
        List<Observation> observations = new ArrayList<>(List.of(seen));
        SchannelMeaning.of(seen).ifPresent(observations::add);
        return Report.findings(
                reference(event, report),
                record,
                report.observed(time(event)),
                host(event, report),
                new Evidence("schannel:" + seen.eventId(), null),
                observations);
    }

    private static int id(JsonNode event) {
        String id = text(event, "/winlog/event_id")
                .or(() -> text(event, "/event/code"))
                .orElse("");
        if (!id.matches("[0-9]{1,6}"))
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE, "'winlog.event_id' must be a number, not '" + id + "'.");
        return Integer.parseInt(id);
    }

    /** Event 36880 carries its values in user data, the others in event data. */
    private static Map<String, String> fields(JsonNode winlog) {
        Map<String, String> fields = new TreeMap<>();
        for (String block : List.of("event_data", "user_data"))
            for (Map.Entry<String, JsonNode> field : winlog.path(block).properties())
                if (field.getValue().isValueNode() && !field.getValue().isNull() && fields.size() < MOST_FIELDS)
                    fields.put(
                            Excerpt.of(field.getKey(), LONGEST_FIELD),
                            Excerpt.of(field.getValue().asText(), LONGEST_FIELD));
        return fields;
    }

    private static ReportRef reference(JsonNode event, Report report) {
        Optional<String> agent = text(event, "/agent/id").or(() -> text(event, "/agent/name"));
        return report.reference(agent.map(id -> "winlogbeat@" + id).orElse("winlogbeat"), null, Method.AGENT);
    }

    private static @Nullable Instant time(JsonNode event) {
        String time = text(event, "/@timestamp").orElse("");
        if (time.isEmpty()) return null;
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException e) {
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE, "'@timestamp' must be a time, not '" + time + "'.", e);
        }
    }

    private static HostRef host(JsonNode event, Report report) {
        String name = text(event, "/winlog/computer_name")
                .or(() -> text(event, "/host/name"))
                .orElse("");
        Optional<String> full = HostNames.full(name);
        Optional<String> shortName = full.isPresent() ? Optional.empty() : HostNames.shortName(name);
        if (full.isEmpty() && shortName.isEmpty())
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST, "The event names no computer in 'winlog.computer_name'.");
        return new HostRef(
                report.zone(),
                null,
                null,
                full.orElse(null),
                shortName.orElse(null),
                null,
                null,
                null,
                null,
                ownId(event, name));
    }

    /** The agent's id is the machine's own only where the agent runs on the machine. */
    private static Map<String, String> ownId(JsonNode event, String computer) {
        String collector = text(event, "/host/name").orElse("");
        if (!firstLabel(collector).equals(firstLabel(computer))) return Map.of();
        return text(event, "/agent/id").map(id -> Map.of("winlogbeat", id)).orElse(Map.of());
    }

    private static String firstLabel(String name) {
        int dot = name.indexOf('.');
        return (dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> text(JsonNode event, String pointer) {
        JsonNode value = event.at(pointer);
        if (!value.isValueNode() || value.isNull()) return Optional.empty();
        return Optional.of(Excerpt.of(value.asText().strip(), LONGEST_FIELD)).filter(text -> !text.isEmpty());
    }
}
