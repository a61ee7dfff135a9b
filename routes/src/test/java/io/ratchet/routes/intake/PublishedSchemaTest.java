package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.rules.Estate;
import io.ratchet.rules.RuleBook;
import io.ratchet.wire.CoverageJson;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationFile;
import io.ratchet.wire.RejectedJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What goes out fits the schemas that others rely on: everything parsed from the fixtures, everything decided on the
 * examples.
 */
class PublishedSchemaTest {
    private static final Instant AT = Instant.parse("2018-09-20T01:00:00Z");

    private static JsonSchemaFactory schemas;

    @BeforeAll
    static void load() throws IOException {
        Map<String, String> texts = new HashMap<>();
        for (Path file : files(root().resolve("docs/schema"), ".json")) {
            String name = file.getFileName().toString().replace(".json", "");
            texts.put("urn:ratchet:schema:" + name, Files.readString(file));
        }
        schemas = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)));
    }

    @Test
    void whatIsParsedFromEveryFixtureFits() throws IOException {
        // Given
        int findings = 0;
        int rejects = 0;

        // When
        for (Path file : files(Path.of("src", "test", "resources", "intake"), "")) {
            Reading reading = Reading.of(file, new ReadOptions(null, AT, "default"));
            reading.findings().forEach(finding -> fits("finding-1", FindingJson.write(finding)));
            reading.rejected().forEach(rejected -> fits("reject-1", RejectedJson.write(rejected)));
            reading.coverages().forEach(coverage -> fits("coverage-1", CoverageJson.write(coverage)));
            reading.hints().forEach(hint -> fits("hint-1", hint.json()));
            findings += reading.findings().size();
            rejects += reading.rejected().size();
        }

        // Then
        assertThat(findings).isPositive();
        assertThat(rejects).isPositive();
    }

    @Test
    void whatIsDecidedOnEveryExampleFitsAndComesBack() throws IOException {
        RuleBook rules = RuleBook.shipped();

        for (Path file : files(root().resolve("rules/src/test/resources/examples"), ".findings.ndjson")) {
            Path organisation = file.resolveSibling(
                    file.getFileName().toString().replace(".findings.ndjson", ".organisation.yaml"));
            Organisation profile =
                    Files.exists(organisation) ? OrganisationFile.read(organisation) : Organisation.careful();

            // When
            List<Finding> findings = Reading.of(file).findings();
            List<Decision> decisions =
                    rules.decide(new Estate(AT, profile, EstateAssembly.assemble(findings, profile, AT)));

            // Then
            assertThat(decisions).as("%s", file).isNotEmpty();
            for (Decision decision : decisions) {
                JsonNode written = DecisionJson.write(decision);
                fits("decision-1", written);
                assertThat(DecisionJson.read(Json.mapper().readTree(Json.line(written))))
                        .isEqualTo(decision);
            }
        }
    }

    private static void fits(String schema, JsonNode document) {
        assertThat(schemas.getSchema(SchemaLocation.of("urn:ratchet:schema:" + schema))
                        .validate(document))
                .as("%s against %s", document, schema)
                .isEmpty();
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(end))
                    .sorted()
                    .toList();
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ratchet"))) folder = folder.getParent();
        return folder;
    }
}
