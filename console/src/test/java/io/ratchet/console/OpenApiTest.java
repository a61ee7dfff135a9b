package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.wire.Json;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/openapi.json} is what the controllers take, as springdoc reads them; nothing of it runs in a server. */
class OpenApiTest {
    private static final Pattern API = Pattern.compile("/api/v1/.*");

    /** The controllers answer with bytes; of which schema is said by the answer itself, and by docs/schema. */
    private static final JsonNode ANSWERS = answers();

    @TempDir
    private Path folder;

    @Test
    void theRestInterfaceIsWrittenDownAsItIs() throws Exception {
        // Given
        Path file = root().resolve("docs/openapi.json");

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
        assertThat(Json.parse(now).path("paths").properties()).hasSizeGreaterThan(20);
    }

    /** Only the REST interface, without the port of this test, in one order. */
    private static String told(JsonNode document) {
        ObjectNode told = Json.object();
        told.put("openapi", document.path("openapi").asText());
        told.putObject("info").put("title", "Ratchet").put("version", "1");
        Map<String, JsonNode> paths = new TreeMap<>();
        document.path("paths").properties().forEach(path -> {
            if (API.matcher(path.getKey()).matches()) paths.put(path.getKey(), sorted(path.getValue()));
        });
        ObjectNode shown = told.putObject("paths");
        paths.forEach(shown::set);
        return told.toPrettyString() + "\n";
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties()
                    .forEach(member -> members.put(
                            member.getKey(),
                            member.getKey().equals("responses") ? ANSWERS : sorted(member.getValue())));
            ObjectNode object = Json.object();
            members.forEach(object::set);
            return object;
        }
        if (!node.isArray()) return node;
        List<JsonNode> items = new ArrayList<>();
        node.forEach(item -> items.add(sorted(item)));
        return Json.object().putArray("items").addAll(items);
    }

    private static JsonNode answers() {
        ObjectNode answers = Json.object();
        answers.putObject("200").put("description", "A document that names its schema; see docs/schema");
        answers.putObject("default")
                .put("description", "What is wrong (RFC 9457)")
                .putObject("content")
                .putObject("application/problem+json");
        return answers;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ratchet"))) folder = folder.getParent();
        return folder;
    }
}
