package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A published schema. */
record Schema(JsonSchema schema) {
    static Schema of(String wanted) throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.list(Path.of("../docs/schema"))) {
            List<Path> schemas =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            for (Path file : schemas)
                texts.put(
                        "urn:ratchet:schema:" + file.getFileName().toString().replace(".json", ""),
                        Files.readString(file));
        }
        return new Schema(JsonSchemaFactory.getInstance(
                        SpecVersion.VersionFlag.V202012,
                        builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)))
                .getSchema(SchemaLocation.of("urn:ratchet:schema:" + wanted)));
    }

    /** The document, which fits. */
    <T extends JsonNode> T fits(T document) {
        assertThat(schema.validate(document)).as("%s", document).isEmpty();
        return document;
    }
}
