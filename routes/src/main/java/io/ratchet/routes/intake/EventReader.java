package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.Finding;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Windows events of the provider Schannel in JSON, as one collector writes them: one a line or in one document, its
 * field names nested or with dots. The machine is the one whose log it was; the collector is another where events are
 * forwarded.
 */
final class EventReader implements FormatReader {
    /** Searches leave the provider out, and no other writes these ids. */
    private static final Pattern ONLY_SCHANNEL = Pattern.compile("368(?:6[4-9]|7[0-9]|8[0-8])");

    private final EventShape shape;

    EventReader(EventShape shape) {
        this.shape = shape;
    }

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.json() && shape.known().test(beginning);
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        JsonRecords.read(
                source, report, EventReader::mayBeSchannel, (record, object) -> findings(record, object, report));
    }

    /** By the provider's name, whatever case and however escaped, or by an id that no other provider writes. */
    private static boolean mayBeSchannel(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c == 's' || c == 'S') && line.regionMatches(true, i, "schannel", 0, 8)) return true;
            if (c == '\\' && line.startsWith("u00", i + 1) && letter(line, i + 4)) return true;
        }
        return line.contains("368");
    }

    /** Whether the last two digits of an escape are those of a letter. */
    private static boolean letter(String line, int at) {
        return at < line.length() && line.charAt(at) >= '4' && line.charAt(at) <= '7';
    }

    private List<Finding> findings(String record, JsonNode object, Report report) {
        JsonNode event = nested(root(object));
        Optional<EventXml.Told> told = xml(event).or(() -> xml(object));
        String id =
                text(event, shape.id()).or(() -> told.map(EventXml.Told::id)).orElse("");
        String provider = text(event, shape.provider())
                .or(() -> told.map(EventXml.Told::provider).filter(name -> !name.isEmpty()))
                .orElse(
                        shape.provider().contains("SourceName")
                                        && ONLY_SCHANNEL.matcher(id).matches()
                                ? "Schannel"
                                : "");
        if (!EventRecord.wanted(provider)) return List.of();
        Map<String, String> fields = fields(event);
        told.ifPresent(xml -> fields.putAll(xml.fields()));
        if (fields.isEmpty())
            text(event, shape.message()).ifPresent(message -> fields.putAll(EventMessage.fields(message)));
        String computer = text(event, shape.computer())
                .or(() -> told.map(EventXml.Told::computer))
                .orElse("");
        return new EventRecord(
                        provider,
                        id,
                        computer,
                        time(event, object, report, told),
                        fields,
                        text(event, shape.agents())
                                .map(agent -> shape.name() + "@" + agent)
                                .orElse(shape.name()),
                        ownId(event, computer))
                .findings(record, report);
    }

    private JsonNode root(JsonNode object) {
        for (String root : shape.roots()) if (object.path(root).isObject()) return object.path(root);
        return object;
    }

    private @Nullable Instant time(JsonNode event, JsonNode object, Report report, Optional<EventXml.Told> told) {
        Optional<String> written = told.map(EventXml.Told::time)
                .filter(text -> !text.isEmpty())
                .or(() -> text(event, shape.time()))
                .or(() -> text(object, shape.time()));
        return written.map(text -> report.time(shape.time().get(0), text)).orElse(null);
    }

    /** Where an exporter wrote paths as names with dots. */
    private static JsonNode nested(JsonNode event) {
        boolean dotted = false;
        for (Map.Entry<String, JsonNode> field : event.properties())
            dotted |= field.getKey().indexOf('.') > 0;
        if (!dotted) return event;
        ObjectNode nested = Json.object();
        for (Map.Entry<String, JsonNode> field : event.properties()) put(nested, field.getKey(), field.getValue());
        return nested;
    }

    private static void put(ObjectNode into, String path, JsonNode value) {
        int dot = path.indexOf('.');
        if (dot <= 0) {
            if (value instanceof ObjectNode object && into.get(path) instanceof ObjectNode present)
                present.setAll(object);
            else into.set(path, value);
            return;
        }
        String first = path.substring(0, dot);
        ObjectNode inner = into.get(first) instanceof ObjectNode present ? present : into.putObject(first);
        put(inner, path.substring(dot + 1), value);
    }

    private static JsonNode at(JsonNode event, String path) {
        JsonNode node = event;
        if (path.equals(".")) return node;
        for (String name : path.split("\\.")) node = node.path(name);
        return node.isArray() && node.size() == 1 ? node.get(0) : node;
    }

    private static Optional<String> text(JsonNode event, List<String> paths) {
        for (String path : paths) {
            JsonNode value = at(event, path);
            if (value.isValueNode() && !value.isNull()) {
                String text = Words.value(Excerpt.of(JsonRows.text(value), 8 * EventRecord.LONGEST_FIELD));
                if (!text.isEmpty()) return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    /** The values that the program itself logged, under the names it gave them: collectors change the first letter. */
    private Map<String, String> fields(JsonNode event) {
        Map<String, String> fields = new TreeMap<>();
        for (String path : shape.data()) {
            JsonNode data = at(event, path);
            if (!data.isObject()) continue;
            for (Map.Entry<String, JsonNode> field : data.properties()) {
                JsonNode value = field.getValue();
                if (value.isValueNode()
                        && !value.isNull()
                        && fields.size() < EventRecord.MOST_FIELDS
                        && ofTheEvent(path, field.getKey()))
                    fields.put(
                            Excerpt.of(name(field.getKey()), EventRecord.LONGEST_FIELD),
                            Excerpt.of(value.asText(), EventRecord.LONGEST_FIELD));
            }
        }
        return fields;
    }

    /** Where the collector's own fields stand beside the event's, only what Schannel logs is taken. */
    private static boolean ofTheEvent(String path, String field) {
        return !path.equals(".")
                || List.of(
                                "Type",
                                "Protocol",
                                "CipherSuite",
                                "TargetName",
                                "AlertDesc",
                                "ErrorState",
                                "ErrorCode",
                                "CallerProcessImageName",
                                "ExchangeStrength")
                        .contains(field);
    }

    private static String name(String field) {
        return field.isEmpty() || field.indexOf('_') >= 0
                ? field
                : field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
    }

    private Optional<EventXml.Told> xml(JsonNode event) {
        for (String path : shape.data()) {
            JsonNode data = at(event, path);
            if (data.isTextual() && data.asText().stripLeading().startsWith("<"))
                return EventXml.fragment(data.asText());
        }
        return Optional.empty();
    }

    private Map<String, String> ownId(JsonNode event, String computer) {
        String collector = text(event, shape.collectors()).orElse("");
        if (!firstLabel(collector).equals(firstLabel(computer))) return Map.of();
        return text(event, List.of("agent.id"))
                .map(id -> Map.of(shape.name(), id))
                .orElse(Map.of());
    }

    private static String firstLabel(String name) {
        int dot = name.indexOf('.');
        return (dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT);
    }
}
