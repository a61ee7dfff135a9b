package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The examples that come with the contract: what outsiders expect of {@code decide}. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/examples");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RuleBook BOOK = RuleBook.shipped();

    @TestFactory
    Stream<DynamicTest> decidesAsTheExamplesExpect() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            files.filter(file -> file.toString().endsWith(".expect.json"))
                    .sorted()
                    .forEach(file -> {
                        String name = file.getFileName().toString().replace(".expect.json", "");
                        tests.add(DynamicTest.dynamicTest(name, () -> check(name)));
                    });
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static void check(String name) throws IOException {
        // Given
        JsonNode expectation =
                JSON.readTree(EXAMPLES.resolve(name + ".expect.json").toFile());
        Path profile = EXAMPLES.resolve(name + ".organisation.yaml");
        Organisation organisation = Files.exists(profile) ? OrganisationFile.read(profile) : Organisation.careful();
        Estate estate = new Estate(
                Instant.parse(expectation.get("at").asText()),
                organisation,
                EstateFile.assets(Files.readString(EXAMPLES.resolve(name + ".findings.ndjson"))));
        // When
        List<JsonNode> lines =
                BOOK.decide(estate).stream().<JsonNode>map(DecisionLine::of).toList();
        // Then
        assertThat(Expectation.complaints(expectation, lines))
                .as(() -> String.join(
                        "\n", lines.stream().map(JsonNode::toPrettyString).toList()))
                .isEmpty();
    }
}
