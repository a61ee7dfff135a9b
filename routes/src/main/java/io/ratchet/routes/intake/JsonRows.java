package io.ratchet.routes.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a JSON document, one after the other: of a list, of the list that an answer of a web API carries, or
 * objects that follow each other with or without line ends. Only one of them stands in memory.
 */
final class JsonRows {
    /** Under which names web APIs and tools put their list. */
    private static final Set<String> LISTS = Set.of(
            "value",
            "records",
            "results",
            "result",
            "rows",
            "data",
            "items",
            "devices",
            "events",
            "hits",
            "entries",
            "vulnerabilities",
            "assets",
            "host_list",
            "scanresult",
            "server_scan_results",
            "endpoints_list",
            "all",
            "tables");

    private static final int MOST_CELLS = 600;
    private static final int DEEPEST = 8;
    private static final int LONGEST_CELL = 1 << 20;

    /** Each object is bounded as all JSON is; the whole may be as long as it likes. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(8 << 20)
                    .maxNameLength(8 << 10)
                    .maxNumberLength(10_000)
                    .build())
            // Tabs and line ends that an exporter left as they are; others are filtered before.
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private static final ObjectReader NODES =
            Json.mapper().readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Takes one object of the document. */
    @FunctionalInterface
    interface Each {
        /** @param around the fields of the object around the list, as far as they stand before it */
        void object(String record, JsonNode object, ObjectNode around);

        /** Whether of an object within which the document breaks off what stands whole is of use. */
        default boolean takesParts() {
            return false;
        }

        /** Takes what stands whole of an object within which the document breaks off; that counts on its own. */
        default void part(String record, JsonNode object, ObjectNode around) {}

        /** What stood around the list of a document, when it was read whole. */
        default void around(ObjectNode whole) {}

        /** A document begins, the first as 0: reports may follow each other in a file. */
        default void document(int index) {}
    }

    private final Report report;
    private final Each each;
    private int number;
    /** What stands whole of the object that is being read. */
    private @Nullable ObjectNode begun;

    private ObjectNode aroundBegun = Json.object();

    private JsonRows(Report report, Each each) {
        this.report = report;
        this.each = each;
    }

    static void read(Source source, Report report, Each each) throws IOException {
        JsonRows rows = new JsonRows(report, each);
        try (Decoded in = Decoded.json(source.open())) {
            rows.document(in);
            report.decoded(in);
        }
    }

    /**
     * The texts of these fields of each outermost object, wherever they stand in it, by the order of the documents; a
     * document that is no object, or breaks off, has those that stand before.
     */
    static List<Map<String, String>> fields(Source source, Set<String> names) throws IOException {
        List<Map<String, String>> documents = new ArrayList<>();
        try (Decoded in = Decoded.json(source.open());
                JsonParser json = FACTORY.createParser(in)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                Map<String, String> fields = new HashMap<>();
                documents.add(fields);
                if (token != JsonToken.START_OBJECT) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    JsonToken value = json.nextToken();
                    if (names.contains(name) && value == JsonToken.VALUE_STRING) fields.put(name, json.getText());
                    json.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            // It breaks off somewhere, which is told when it is read.
            return documents;
        }
        return documents;
    }

    private void document(Decoded in) throws IOException {
        try (JsonParser json = FACTORY.createParser(in)) {
            int index = 0;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                each.document(index++);
                if (token == JsonToken.START_ARRAY) list(json, Json.object());
                else if (token == JsonToken.START_OBJECT) object(json);
                else reject("The document holds something other than objects.", token.asString());
            }
        } catch (JsonProcessingException e) {
            ObjectNode part = begun;
            if (part != null && !part.isEmpty()) each.part("object[" + (number + 1) + "]", part, aroundBegun);
            report.broken(
                    "object[" + (number + 1) + "]",
                    FailureCode.INTAKE_TRUNCATED,
                    "The report breaks off or is no JSON (" + Excerpt.of(said(e), 120) + ") near line "
                            + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
                            + "; what stood before was used.");
        }
    }

    /** Without where something began, of which the parser tells no more than that it may not. */
    private static String said(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int where = message.indexOf(" (start marker at");
        return where < 0 ? message : message.substring(0, where);
    }

    private void list(JsonParser json, ObjectNode around) throws IOException {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            JsonNode node = node(json, around);
            if (node instanceof ObjectNode object) one(object, around);
            else reject("The list holds something other than objects.", Excerpt.of(String.valueOf(node), 200));
        }
    }

    private JsonNode node(JsonParser json, ObjectNode around) throws IOException {
        if (!each.takesParts() || json.currentToken() != JsonToken.START_OBJECT) return NODES.<JsonNode>readValue(json);
        aroundBegun = around;
        ObjectNode object = Json.object();
        begun = object;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() != JsonToken.START_ARRAY) {
                object.set(name, NODES.<JsonNode>readValue(json));
                continue;
            }
            ArrayNode list = object.putArray(name);
            while (json.nextToken() != JsonToken.END_ARRAY) list.add(NODES.<JsonNode>readValue(json));
        }
        begun = null;
        return object;
    }

    /** An object that carries a list of objects gives those; any other is a record itself. */
    private void object(JsonParser json) throws IOException {
        ObjectNode whole = Json.object();
        boolean carried = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_ARRAY && LISTS.contains(name.toLowerCase(Locale.ROOT))) {
                JsonToken first = json.nextToken();
                if (first == JsonToken.START_OBJECT || first == JsonToken.END_ARRAY) {
                    carried = true;
                    if (first == JsonToken.START_OBJECT) {
                        one(node(json, whole), whole);
                        list(json, whole);
                    }
                } else {
                    ArrayNode plain = whole.putArray(name);
                    for (; json.currentToken() != JsonToken.END_ARRAY; json.nextToken())
                        plain.add(NODES.<JsonNode>readValue(json));
                }
            } else if (value == JsonToken.START_OBJECT && name.equals("hits")) {
                hits(json, whole);
                carried = true;
            } else whole.set(name, NODES.<JsonNode>readValue(json));
        }
        if (!carried) {
            one(whole, Json.object());
            return;
        }
        each.around(whole);
        partial(whole)
                .ifPresent(why -> report.broken(
                        "object[" + (number + 1) + "]",
                        FailureCode.INTAKE_TRUNCATED,
                        "The answer is not whole: " + why + "; what is in it was used. Ask again."));
    }

    /** What an answer says itself of what it left out. */
    private static Optional<String> partial(JsonNode answer) {
        if (answer.path("timed_out").asBoolean()) return Optional.of("its search ended before all was looked at");
        if (answer.path("_shards").path("failed").asInt() > 0)
            return Optional.of("some shards of the index did not answer");
        if (answer.path("preview").asBoolean()) return Optional.of("it is what a search had found so far");
        return answer.path("error").path("code").asText().equals("PartialError")
                ? Optional.of("the query met errors")
                : Optional.empty();
    }

    /** Elasticsearch puts its list two deep. */
    private void hits(JsonParser json, ObjectNode around) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_ARRAY) list(json, around);
            else json.skipChildren();
        }
    }

    private void one(JsonNode node, ObjectNode around) {
        if (node.path("columns").isArray() && node.path("rows").path(0).isArray()) {
            rows(node, around);
            return;
        }
        String record = "object[" + ++number + "]";
        if (node instanceof ObjectNode object) each.object(record, object, around);
        else report.reject(record, FailureCode.INTAKE_BAD_VALUE, "The record is no object.", node.toString());
    }

    /** A table as Log Analytics answers: the names of its columns once, and each row as a list of values. */
    private void rows(JsonNode table, ObjectNode around) {
        List<String> names = new ArrayList<>();
        for (JsonNode column : table.path("columns"))
            names.add(column.isTextual() ? column.asText() : column.path("name").asText());
        for (JsonNode row : table.path("rows")) {
            ObjectNode object = Json.object();
            for (int i = 0; i < names.size() && i < row.size(); i++) object.set(names.get(i), row.get(i));
            each.object("object[" + ++number + "]", object, around);
        }
    }

    private void reject(String why, String excerpt) {
        report.reject("object[" + ++number + "]", FailureCode.INTAKE_BAD_VALUE, why, excerpt);
    }

    /** All values below {@code object} under the names on the way to them; the values of a list with semicolons. */
    static Map<String, String> flat(JsonNode object) {
        Map<String, String> cells = new LinkedHashMap<>();
        flatten("", object, cells, 0);
        return cells;
    }

    private static void flatten(String name, JsonNode node, Map<String, String> cells, int depth) {
        if (cells.size() >= MOST_CELLS || depth > DEEPEST) return;
        if (node.isObject()) {
            JsonNode value = node.path("display_value").isValueNode() && node.size() <= 3 ? node.path("value") : null;
            if (value != null && value.isValueNode()) {
                cells.putIfAbsent(name, text(value));
                return;
            }
            for (Map.Entry<String, JsonNode> field : node.properties())
                flatten(name + Cells.name(field.getKey()), field.getValue(), cells, depth + 1);
        } else if (node.isArray()) {
            StringBuilder values = new StringBuilder();
            for (JsonNode one : node)
                if (one.isValueNode() && values.length() < LONGEST_CELL)
                    values.append(values.isEmpty() ? "" : ";").append(text(one));
            if (!values.isEmpty()) cells.putIfAbsent(name, values.toString());
            else if (pairs(node))
                for (JsonNode pair : node)
                    flatten(name + Cells.name(pair.path("key").asText()), pair.path("value"), cells, depth + 1);
            else if (node.size() == 1 && node.get(0).isObject()) flatten(name, node.get(0), cells, depth + 1);
        } else cells.putIfAbsent(name, text(node));
    }

    /** Names and values as web APIs write them whose names are not known beforehand. */
    private static boolean pairs(JsonNode list) {
        for (JsonNode pair : list) if (!pair.path("key").isTextual() || !pair.has("value")) return false;
        return !list.isEmpty();
    }

    /** As it is written, numbers without an exponent; empty for null. */
    static String text(JsonNode value) {
        if (value.isFloatingPointNumber()) return value.decimalValue().toPlainString();
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }
}
