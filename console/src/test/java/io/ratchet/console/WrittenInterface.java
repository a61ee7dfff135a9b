package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Holds every answer that a test of the console is given to what {@code docs/openapi.json} and docs/schema promise. */
final class WrittenInterface {
    private static final String ID = "urn:ratchet:schema:";
    private static final JsonSchemaFactory SCHEMAS = schemas();
    private static final Map<Pattern, Operation> OPERATIONS = operations();

    private WrittenInterface() {}

    /** Fails where {@code answer} is none that is written down; passes over what is not of the REST interface. */
    static void holds(HttpResponse<String> answer) {
        String path = answer.uri().getRawPath();
        if (!path.startsWith("/api/v1/")) return;
        String type = answer.headers().firstValue("Content-Type").orElse("");
        String what = answer.request().method() + " " + path;
        // A slash that is written %2F is refused by Tomcat, before anything of Ratchet is asked.
        if (answer.statusCode() == 400 && path.contains("%2F")) return;
        if (answer.statusCode() >= 400) {
            assertThat(type)
                    .as(what + " is " + answer.statusCode() + answer.headers())
                    .startsWith("application/problem+json");
            fits("problem", answer.body());
            return;
        }
        if (answer.request().method().equals("OPTIONS")) return;
        Operation operation = OPERATIONS.entrySet().stream()
                .filter(one -> one.getKey().matcher(what).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("operations.txt does not have " + what));
        assertThat(answer.statusCode()).as(what).isEqualTo(operation.status());
        assertThat(type).as(what).startsWith(operation.media());
        if (operation.document().isEmpty()) return;
        List<String> documents =
                operation.media().endsWith("ndjson") ? answer.body().lines().toList() : List.of(answer.body());
        documents.forEach(document -> fits(operation.document(), document));
    }

    static void fits(String schema, String document) {
        try {
            assertThat(SCHEMAS.getSchema(SchemaLocation.of(ID + schema)).validate(Json.parse(document)))
                    .as(schema + ": " + document)
                    .isEmpty();
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + document, e);
        }
    }

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ratchet"))) folder = folder.getParent();
        return folder;
    }

    /** Those without a variable first; only the last variable may hold slashes. */
    private static Map<Pattern, Operation> operations() {
        Map<Pattern, Operation> operations = new LinkedHashMap<>();
        Operation.all().stream()
                .sorted(Comparator.comparing(one -> one.path().contains("{")))
                .forEach(one -> operations.put(
                        Pattern.compile(one.method() + " "
                                + one.path().replace("{path}", ".+").replaceAll("\\{[a-z0-9]+}", "[^/]+")),
                        one));
        return operations;
    }

    private static JsonSchemaFactory schemas() {
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.list(root().resolve("docs/schema"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".json")).toList()) {
                String text = Files.readString(file);
                texts.put(Json.parse(text).path("$id").asText(), text);
            }
            texts.put(
                    ID + "problem",
                    Json.parse(Operation.resource("bodies.json"))
                            .path("problem")
                            .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)));
    }
}
