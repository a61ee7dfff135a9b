package io.ratchet.console;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springdoc.core.utils.SpringDocUtils;

/**
 * {@code docs/openapi.json} is what the controllers take, as springdoc reads them, and what they answer, as
 * {@link Operation} has it and every test of a console holds them to. Nothing of it runs in a server.
 */
class OpenApiTest {
    private static final String API = "/api/v1/";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String OURS = "urn:ratchet:schema:";
    private static final String PROBLEM = "problem";

    @TempDir
    private Path folder;

    @BeforeAll
    static void whoAsksIsNoParameter() {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Person.class);
    }

    @Test
    void theRestInterfaceIsWrittenDownAsItIs() throws Exception {
        // Given
        Path file = WrittenInterface.root().resolve("docs/openapi.json");

        // When
        String now;
        try (ServedConsole console = ServedConsole.documented(folder)) {
            HttpResponse<String> answer = console.get("/v3/api-docs");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            now = told(Json.parse(answer.body()));
        }
        if ("update".equals(System.getProperty("golden"))) Files.writeString(file, now);

        // Then
        assertThat(Files.readString(file)).isEqualTo(now);
    }

    @Test
    void everyOperationHasANameOfItsOwn() {
        assertThat(Operation.all().stream().map(Operation::id)).doesNotHaveDuplicates();
    }

    /** Only the REST interface, without the port of this test, in one order, and with all that it refers to. */
    private static String told(JsonNode read) throws IOException {
        Map<String, Operation> operations = new TreeMap<>();
        Operation.all().forEach(operation -> operations.put(operation.key(), operation));
        ObjectNode told = Json.object().put("openapi", read.path("openapi").asText());
        told.putObject("info").put("title", "Ratchet").put("version", "1");
        told.putArray("security").addObject().putArray("token");
        ObjectNode paths = told.putObject("paths");
        TreeSet<String> found = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : sortedMembers(read.path("paths"))) {
            if (!path.getKey().startsWith(API)) continue;
            ObjectNode methods = paths.putObject(path.getKey());
            for (Map.Entry<String, JsonNode> method : sortedMembers(path.getValue())) {
                String key = method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                found.add(key);
                if (operations.containsKey(key))
                    methods.set(method.getKey(), told(operations.get(key), method.getValue()));
            }
        }
        assertThat(operations.keySet()).as("operations.txt has what there is").isEqualTo(found);
        ObjectNode components = told.putObject("components");
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer");
        components.set("schemas", schemas());
        return told.toPrettyString() + "\n";
    }

    private static ObjectNode told(Operation operation, JsonNode read) {
        ObjectNode told = Json.object().put("operationId", operation.id()).put("summary", operation.summary());
        // A webhook is known by its signature.
        if (operation.path().startsWith(WebhookApi.PATH)) told.putArray("security");
        ArrayNode parameters = Json.mapper().createArrayNode();
        sorted(read.path("parameters")).forEach(parameters::add);
        if (OnceByKey.takes(operation.key())) parameters.add(key());
        if (!parameters.isEmpty()) told.set("parameters", parameters);
        if (!operation.body().isEmpty()) {
            ObjectNode body = told.putObject("requestBody").put("required", true);
            ObjectNode media = body.putObject("content").putObject(operation.bodyMedia());
            if (!operation.body().contains("/")) media.putObject("schema").put("$ref", SCHEMAS + operation.body());
        }
        ObjectNode answers = told.putObject("responses");
        ObjectNode done = answers.putObject(String.valueOf(operation.status())).put("description", "Done");
        if (!operation.media().isEmpty()) {
            ObjectNode media = done.putObject("content").putObject(operation.media());
            if (!operation.document().isEmpty()) media.putObject("schema").put("$ref", SCHEMAS + operation.document());
        }
        answers.putObject("default")
                .put("description", "Nothing was done, and why (RFC 9457)")
                .putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", SCHEMAS + PROBLEM);
        return told;
    }

    /** One rule for all changes, which no controller knows of. */
    private static ObjectNode key() {
        ObjectNode key = Json.object()
                .put("in", "header")
                .put("name", OnceByKey.HEADER)
                .put("description", "The same request under the same key is carried out once and answered alike")
                .put("required", false);
        key.putObject("schema").put("type", "string").put("maxLength", OnceByKey.LONGEST);
        return key;
    }

    /** Those of docs/schema that are answered or that others rest on, and the bodies, each under its own name. */
    private static ObjectNode schemas() throws IOException {
        Map<String, JsonNode> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(WrittenInterface.root().resolve("docs/schema"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".json")).toList()) {
                String name = file.getFileName().toString().replace(".json", "");
                ObjectNode schema = (ObjectNode) Json.parse(Files.readString(file));
                schema.remove(List.of("$schema", "$id"));
                all.put(name, within(name, schema));
            }
        }
        TreeSet<String> wanted = Operation.all().stream()
                .map(Operation::document)
                .filter(name -> !name.isEmpty())
                .collect(toCollection(TreeSet::new));
        for (TreeSet<String> more = wanted; !more.isEmpty(); ) {
            TreeSet<String> next = new TreeSet<>();
            for (String name : more)
                all.get(name)
                        .findValuesAsText("$ref")
                        .forEach(ref -> next.add(ref.substring(SCHEMAS.length()).split("/")[0]));
            next.removeAll(wanted);
            wanted = union(wanted, next);
            more = next;
        }
        ObjectNode schemas = Json.object();
        wanted.forEach(name -> schemas.set(name, all.get(name)));
        sortedMembers(Json.parse(Operation.resource("bodies.json")))
                .forEach(body -> schemas.set(body.getKey(), body.getValue()));
        return schemas;
    }

    private static TreeSet<String> union(TreeSet<String> some, TreeSet<String> others) {
        TreeSet<String> both = new TreeSet<>(some);
        both.addAll(others);
        return both;
    }

    /** With references that hold within one document. */
    private static JsonNode within(String name, JsonNode schema) {
        if (schema.isObject()) {
            ObjectNode object = Json.object();
            schema.properties().forEach(member -> {
                String text = member.getValue().asText();
                if (!member.getKey().equals("$ref")) object.set(member.getKey(), within(name, member.getValue()));
                else if (text.startsWith(OURS))
                    object.put("$ref", SCHEMAS + text.substring(OURS.length()).replace("#", ""));
                else object.put("$ref", SCHEMAS + name + text.substring(1));
            });
            return object;
        }
        if (!schema.isArray()) return schema;
        ArrayNode array = Json.mapper().createArrayNode();
        schema.forEach(item -> array.add(within(name, item)));
        return array;
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = Json.object();
            sortedMembers(node).forEach(member -> object.set(member.getKey(), sorted(member.getValue())));
            return object;
        }
        if (!node.isArray()) return node;
        ArrayNode array = Json.mapper().createArrayNode();
        node.forEach(item -> array.add(sorted(item)));
        return array;
    }

    private static Iterable<Map.Entry<String, JsonNode>> sortedMembers(JsonNode object) {
        Map<String, JsonNode> members = new TreeMap<>();
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members.entrySet();
    }
}
