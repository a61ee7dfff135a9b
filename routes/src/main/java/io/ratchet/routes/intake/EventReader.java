package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
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

    /** Of a record of Splunk's: where the event came from. */
    private static final List<String> ORIGINS = List.of("source", "sourcetype", "Channel", "LogName", "EventLog");

    private static final Pattern COMPUTER_NAME = Pattern.compile("(?m)^ComputerName=(\\S{1,254})\\s*$");

    /** Fields that say what was spoken, and by which end. */
    private static final Set<String> DECIDE = Set.of("Protocol", "Type", "AlertDesc");

    private static final String UNNAMED =
            "The result of the search names neither the id nor the provider of its events; have it give"
                    + " ComputerName, EventCode, SourceName, Type, Protocol, a count and 'latest(_time) AS _time'.";

    /** How far down names with dots are looked for. */
    private static final int DEEPEST = 4;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** Where a letter tells its case; with it set a text that is not the name may equal it, which does no harm. */
    private static final long CASES = 0x2020202020202020L;

    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;
    private static final long NAME = (long) EIGHT.get("schannel".getBytes(StandardCharsets.ISO_8859_1), 0);
    private static final int PAIR = 4;
    private static final long PAIRS = 'n' * LOWEST_BITS;
    /** The names on the way that a path with dots tells. */
    private static final Memo<List<String>> PATHS = new Memo<>(path -> List.of(path.split("\\.")));

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
        JsonRecords.read(source, report, this::mayBeOfUse, (record, object) -> findings(record, object, report));
    }

    /** What a search made of events may name none. */
    private boolean mayBeOfUse(String line) {
        return mayBeSchannel(line) || (shape == EventShape.SPLUNK && line.contains("\"Protocol\""));
    }

    /** By the provider's name, whatever case and however escaped, or by an id that no other provider writes. */
    private static boolean mayBeSchannel(String line) {
        return line.contains("368") || letterEscaped(line) || named(line);
    }

    private static boolean letterEscaped(String line) {
        for (int i = line.indexOf('\\'); i >= 0; i = line.indexOf('\\', i + 1))
            if (line.startsWith("u00", i + 1) && letter(line, i + 4)) return true;
        return false;
    }

    /** Eight letters at once are asked for the pair in the middle of the name, which few other words have. */
    private static boolean named(String line) {
        byte[] text = line.getBytes(StandardCharsets.ISO_8859_1);
        int last = text.length - Long.BYTES;
        for (int at = 0; at < last; at += Long.BYTES - 1) if (paired(text, at) && named(text, at)) return true;
        return last >= 0 && paired(text, last) && named(text, last);
    }

    private static boolean paired(byte[] text, int at) {
        long apart = ((long) EIGHT.get(text, at) | CASES) ^ PAIRS;
        long equal = (apart - LOWEST_BITS) & ~apart & HIGHEST_BITS;
        return (equal & equal >>> Byte.SIZE) != 0;
    }

    /** Whether the name stands there so that the pair begins within the eight letters. */
    private static boolean named(byte[] text, int eight) {
        int to = Math.min(eight + Long.BYTES - 2 - PAIR, text.length - Long.BYTES);
        for (int at = Math.max(0, eight - PAIR); at <= to; at++)
            if (((long) EIGHT.get(text, at) | CASES) == NAME) return true;
        return false;
    }

    /** Whether the last two digits of an escape are those of a letter. */
    private static boolean letter(String line, int at) {
        return at < line.length() && line.charAt(at) >= '4' && line.charAt(at) <= '7';
    }

    List<Finding> findings(String record, JsonNode object, Report report) {
        // What a search had found so far, which comes again with its results.
        if (shape == EventShape.SPLUNK && object.path("preview").asBoolean() && object.has("result")) return List.of();
        JsonNode event = nested(root(object));
        Optional<EventXml.Told> told = event == object ? xml(event) : xml(event).or(() -> xml(object));
        String id =
                text(event, shape.id()).or(() -> told.map(EventXml.Told::id)).orElse("");
        String provider = text(event, shape.provider())
                .or(() -> told.map(EventXml.Told::provider).filter(name -> !name.isEmpty()))
                .orElse(
                        shape.provider().contains("SourceName")
                                        && ONLY_SCHANNEL.matcher(id).matches()
                                ? "Schannel"
                                : "");
        if (provider.isEmpty() && id.isEmpty() && ofSearch(event)) throw RoleCells.bad(UNNAMED);
        if (!EventRecord.wanted(provider)) return List.of();
        Map<String, String> fields = fields(event);
        told.ifPresent(xml -> fields.putAll(xml.fields()));
        text(event, shape.message()).ifPresent(message -> EventMessage.complete(fields, message));
        String computer = computer(event, object, told);
        return new EventRecord(
                        provider,
                        id,
                        computer,
                        time(event, object, report, told),
                        fields,
                        text(event, shape.agents())
                                .map(agent -> shape.name() + "@" + agent)
                                .orElse(shape.name()),
                        ownId(event, computer),
                        count(event))
                .findings(record, report);
    }

    /** A result of a search that counts events: it has no event's text, and says what of them was asked for. */
    private boolean ofSearch(JsonNode event) {
        return shape == EventShape.SPLUNK && event.has("Protocol") && !event.has("_raw");
    }

    private long count(JsonNode event) {
        if (shape != EventShape.SPLUNK || event.has("_raw")) return 1;
        String count = text(event, List.of("count")).orElse("1");
        return count.matches("[1-9][0-9]{0,14}") ? Long.parseLong(count) : 1;
    }

    /** Where the provider is told; collectors let a person add objects of the same names. */
    private JsonNode root(JsonNode object) {
        JsonNode first = null;
        for (String root : shape.roots()) {
            JsonNode inner = object.path(root);
            if (!inner.isObject()) continue;
            if (tells(inner)) return inner;
            if (first == null) first = inner;
        }
        return first == null || tells(object) ? object : first;
    }

    private boolean tells(JsonNode event) {
        return text(nested(event), shape.provider()).isPresent();
    }

    /** By the event's own word first: a field beside it may be the collector's. */
    private String computer(JsonNode event, JsonNode object, Optional<EventXml.Told> told) {
        return told.map(EventXml.Told::computer)
                .filter(name -> !name.isEmpty())
                .or(() -> text(event, shape.computer()))
                .or(() -> ofRendered(event))
                .or(() -> witness(event, object) ? text(event, shape.senders()) : Optional.empty())
                .orElse("");
    }

    /** Where an event was rendered as lines of a name and its value each. */
    private Optional<String> ofRendered(JsonNode event) {
        for (String path : shape.data()) {
            JsonNode text = at(event, path);
            Matcher line = COMPUTER_NAME.matcher(text.isTextual() ? text.asText() : "");
            if (line.find()) return Optional.of(line.group(1));
        }
        return Optional.empty();
    }

    /** Whether its sender is whose log it was: not where others' were forwarded, nor where that is not said. */
    private static boolean witness(JsonNode event, JsonNode object) {
        boolean said = ORIGINS.stream().anyMatch(origin -> event.has(origin) || object.has(origin));
        return said && !forwarded(event) && !forwarded(object);
    }

    /** Whether the record lay in the log of what others sent, where its sender is no witness. */
    private static boolean forwarded(JsonNode record) {
        return ORIGINS.stream()
                .anyMatch(origin ->
                        record.path(origin).asText("").toLowerCase(Locale.ROOT).contains("forwarded"));
    }

    private @Nullable Instant time(JsonNode event, JsonNode object, Report report, Optional<EventXml.Told> told) {
        Optional<String> written = told.map(EventXml.Told::time)
                .filter(text -> !text.isEmpty())
                .or(() -> text(event, shape.time()))
                .or(() -> text(object, shape.time()));
        if (written.isEmpty() && shape == EventShape.SPLUNK && report.options().observedAt() == null)
            throw FailureException.of(
                    FailureCode.INTAKE_NO_TIME,
                    "The result of the search does not say when; add 'latest(_time) AS _time' to its stats, or give"
                            + " --observed-at.");
        return written.map(text -> report.time(shape.time().get(0), text)).orElse(null);
    }

    /** Where an exporter wrote paths as names with dots. */
    private static JsonNode nested(JsonNode event) {
        return dotted(event, DEEPEST) ? nested(event, DEEPEST) : event;
    }

    private static boolean dotted(JsonNode event, int deepest) {
        for (Map.Entry<String, JsonNode> field : event.properties())
            if (field.getKey().indexOf('.') > 0
                    || (deepest > 0 && field.getValue().isObject() && dotted(field.getValue(), deepest - 1)))
                return true;
        return false;
    }

    private static JsonNode nested(JsonNode event, int deepest) {
        ObjectNode nested = Json.object();
        for (Map.Entry<String, JsonNode> field : event.properties()) {
            JsonNode value = field.getValue();
            put(nested, field.getKey(), deepest > 0 && value.isObject() ? nested(value, deepest - 1) : value);
        }
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
        for (String name : PATHS.of(path)) node = node.path(name);
        return alone(node);
    }

    /** A search gives each field as a list of its values. */
    private static JsonNode alone(JsonNode node) {
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
            JsonNode data = values(at(event, path));
            if (!data.isObject()) continue;
            for (Map.Entry<String, JsonNode> field : data.properties()) {
                JsonNode value = told(name(field.getKey()), alone(field.getValue()), event.has("_raw"));
                if (value.isValueNode()
                        && !value.isNull()
                        && fields.size() < EventRecord.MOST_FIELDS
                        && ofTheEvent(path, field.getKey(), value.asText()))
                    fields.put(
                            Excerpt.of(name(field.getKey()), EventRecord.LONGEST_FIELD),
                            Excerpt.of(value.asText(), EventRecord.LONGEST_FIELD));
            }
        }
        return fields;
    }

    /** An object, also where it is written as a text. */
    private static JsonNode values(JsonNode data) {
        return EventValues.inner(data.isTextual() ? EventValues.object(data.asText()) : data);
    }

    /** Of several values the only one that may be meant. */
    private static JsonNode told(String field, JsonNode values, boolean whole) {
        if (!values.isArray() || !DECIDE.contains(field)) return values;
        Set<String> told = new TreeSet<>();
        for (JsonNode value : values)
            if (!field.equals("Type") || EventMessage.end(value.asText())) told.add(value.asText());
        if (told.size() == 1) return TextNode.valueOf(told.iterator().next());
        if (told.isEmpty() || whole) return values;
        throw RoleCells.bad("'" + field + "' holds several values, and which belong together is not told; have the"
                + " search give a result for each.");
    }

    /** Where the collector's own fields stand beside the event's, only what Schannel logs is taken. */
    private static boolean ofTheEvent(String path, String field, String value) {
        if (!path.equals(".")) return true;
        return field.equals("Type")
                ? EventMessage.end(value)
                : List.of(
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
            if (!data.isTextual()) continue;
            if (data.asText().stripLeading().startsWith("<")) return EventXml.fragment(data.asText());
            Optional<EventXml.Told> rendered = EventText.read(data.asText());
            if (rendered.isPresent()) return rendered;
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
