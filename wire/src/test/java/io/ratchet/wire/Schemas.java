package io.ratchet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The published schemas of {@code docs/schema}. */
final class Schemas {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(published())));

    private Schemas() {}

    /** The folder of the repository: the first one upwards that holds the launcher. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ratchet"))) folder = folder.getParent();
        return folder;
    }

    /** @param name such as {@code finding-1} */
    static Set<ValidationMessage> problems(String name, JsonNode document) {
        JsonSchema schema = FACTORY.getSchema(SchemaLocation.of("urn:ratchet:schema:" + name));
        return schema.validate(document);
    }

    static void fits(String name, JsonNode document) {
        assertThat(problems(name, document)).as("%s against %s", document, name).isEmpty();
    }

    /** The schemas by their id. */
    static Map<String, String> published() {
        Map<String, String> schemas = new HashMap<>();
        try (Stream<Path> files = Files.list(root().resolve("docs/schema"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".json")).toList()) {
                String text = Files.readString(file);
                schemas.put(Json.own(text).path("$id").asText(), text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return schemas;
    }
}
