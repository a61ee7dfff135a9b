package io.ratchet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaTest {
    @Test
    void everySchemaIsNamedByItsFileAndIsOfTheSameDraft() throws IOException {
        try (Stream<Path> files = Files.list(Schemas.root().resolve("docs/schema"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".json")).toList()) {
                String name = file.getFileName().toString().replace(".json", "");
                var schema = Json.own(Files.readString(file));
                assertThat(schema.path("$id").asText()).isEqualTo("urn:ratchet:schema:" + name);
                assertThat(schema.path("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
                assertThat(schema.at("/properties/schema/const").asText())
                        .isEqualTo("ratchet." + name.replaceAll("-(?=[0-9]+$)", "/"));
            }
        }
    }

    @Test
    void rejectsAndCoveragesFitTheirSchemas() {
        // Given
        Rejected bare = new Rejected("a.nessus", "line[1]", "INTAKE-BAD-VALUE", "It cannot be read.", null);
        Rejected long2048 = new Rejected("a.nessus", "line[1]", "INTAKE-BAD-VALUE", "It is long.", "x".repeat(9000));
        Coverage coverage = new Coverage("a.nessus", "nessus", Examples.SHA, 10, 7, 12, 2, 1, true, 3);

        // Then
        Schemas.fits("reject-1", RejectedJson.write(bare));
        Schemas.fits("reject-1", RejectedJson.write(long2048));
        Schemas.fits("coverage-1", CoverageJson.write(coverage));
    }

    @Test
    void aMissingFieldIsNoticed() {
        // Given
        ObjectNode coverage = CoverageJson.write(new Coverage("a", "nessus", Examples.SHA, 1, 1, 1, 0, 0, true, 1))
                .without("used");

        // Then
        assertThat(Schemas.problems("coverage-1", coverage)).isNotEmpty();
    }

    /** Written by modules that know this one or do without it; the lines are those of the contract. */
    @Test
    void theLinesOfTheDemoTheBenchAndOpeningsFitTheirSchemas() {
        // Given
        String demo = """
                {"schema":"ratchet.demo/1","assets":3,"findings":9,"rejected":1,"decisions":{"remediate":2,"no-action":1},
                 "remediations":{"Verified":1,"RolledBack":1},"tickets":0,"awaitingVendor":["phone01"],"held":0,
                 "audit":{"events":40,"root":"%s","export":"/tmp/audit.zip"},"readiness":{"READY":1,"NOT_CAPABLE":2},
                 "expected":true,"surprises":[],"elapsedMs":1200}""".formatted(Examples.SHA);
        String bench = """
                {"schema":"ratchet.bench/1","name":"decide","machine":"2 CPUs","figures":[
                 {"what":"assets per CPU second","value":17500.5,"unit":"1/s","compared":{"with":"x","value":1,"ratio":17500.5}},
                 {"what":"heap","value":18,"unit":"MB"}]}""";

        String opening = """
                {"schema":"ratchet.audit-opening/1","sequence":7,"values":{
                 "asset":{"salt":"00112233445566778899aabbccddeeff","json":"\\"web01.corp.example\\""}}}""";

        // Then
        Schemas.fits("audit-opening-1", Json.own(opening));
        Schemas.fits("demo-1", Json.own(demo));
        Schemas.fits("bench-1", Json.own(bench));
        assertThat(Schemas.problems("demo-1", Json.own(demo.replace("RolledBack", "Rolled-back"))))
                .isNotEmpty();
        assertThat(Schemas.problems("bench-1", Json.own(bench.replace("\"unit\":\"MB\"", "\"x\":1"))))
                .isNotEmpty();
    }

    @Test
    void theExamplesOfTheRulesAreFindings() throws IOException {
        int lines = 0;
        try (Stream<Path> files = Files.list(Schemas.root().resolve("rules/src/test/resources/examples"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".ndjson")).toList())
                for (String line : Files.readAllLines(file)) {
                    assertThat(FindingJson.read(FindingJson.write(FindingJson.read(Json.own(line)))))
                            .isEqualTo(FindingJson.read(Json.own(line)));
                    Schemas.fits("finding-1", Json.own(line));
                    lines++;
                }
        }
        assertThat(lines).isPositive();
    }
}
