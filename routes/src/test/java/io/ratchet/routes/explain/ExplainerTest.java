package io.ratchet.routes.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.rules.Estate;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Rounds;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of the examples' assets, decided with the shipped rules and kept in a real store. */
class ExplainerTest {
    private static final Path EXAMPLES = Path.of("../rules/src/test/resources/examples");
    private static final Path SCHEMAS = Path.of("../docs/schema");
    private static final RuleBook RULES = RuleBook.shipped();

    private static JsonSchema schema;

    @TempDir
    private Path folder;

    private SqlStore store;

    @BeforeAll
    static void load() throws IOException {
        Map<String, String> texts = new HashMap<>();
        for (Path file : files(SCHEMAS, ".json"))
            texts.put("urn:ratchet:schema:" + name(file, ".json"), Files.readString(file));
        schema = JsonSchemaFactory.getInstance(
                        SpecVersion.VersionFlag.V202012,
                        builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)))
                .getSchema(SchemaLocation.of("urn:ratchet:schema:explanation-1"));
    }

    @BeforeEach
    void open() {
        store = Databases.h2(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyExampleIsExplainedInThePublishedForm() throws IOException {
        for (Path file : files(EXAMPLES, ".findings.ndjson")) {
            String example = name(file, ".findings.ndjson");
            List<AssetState> assets = assets(example);
            Explainer explainer = explainer(example);
            for (AssetState asset : assets) {
                // When
                JsonNode explanation = explainer.asset(asset.id().value());
                // Then
                fits(explanation);
                assertThat(explanation.path("lines")).as(example).isNotEmpty();
                assertThat(explanation.findValues("facts").stream()
                                .filter(JsonNode::isArray)
                                .flatMap(ExplainerTest::stream))
                        .as("every fact says who told it and when")
                        .allSatisfy(
                                fact -> assertThat(fact.path("source").asText()).isNotEmpty())
                        .allSatisfy(fact ->
                                assertThat(fact.path("observedAt").asText()).isNotEmpty());
                assertThat(explanation.findValues("citations").stream().flatMap(ExplainerTest::stream))
                        .as("every shipped source is named")
                        .allSatisfy(citation ->
                                assertThat(citation.path("what").asText()).isNotEmpty());
                for (String rule : List.of("R025", "R069", "R090", "R061", "R013"))
                    fits(explainer.rule(asset.id().value(), rule));
            }
        }
    }

    @Test
    void aRemediationSaysWhyByWhichRuleOnWhoseWordAndThatItWaitsForApproval() throws IOException {
        // When
        JsonNode line = line(explainer("sys-os-7").asset(only("sys-os-7")), "os-7-sp1", "remediate");
        // Then
        assertThat(line.path("systemName").asText()).startsWith("Windows 7");
        assertThat(line.at("/rule/name").asText()).isNotEmpty();
        assertThat(line.at("/rule/status").asText()).isEqualTo("stable");
        assertThat(stream(line.path("statements")))
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.path("says").asText()).startsWith("IF "));
        assertThat(line.path("changedBy"))
                .singleElement()
                .satisfies(way -> assertThat(way.path("kind").asText()).isEqualTo("approval"));
        assertThat(line.path("facts").path(0).path("method").asText()).isNotEmpty();
    }

    @Test
    void aHeldWishSaysWhatLiftsEachGate() throws IOException {
        // When
        JsonNode line = stream(explainer("only-r069-lpe").asset("c287-fe").path("lines"))
                .filter(one -> one.path("decision").asText().equals("hold")
                        && one.path("goal").asText().equals("ONLY"))
                .findFirst()
                .orElseThrow();
        // Then
        assertThat(stream(line.path("gates"))).allSatisfy(gate -> {
            assertThat(gate.at("/rule/name").asText()).isNotEmpty();
            assertThat(stream(line.path("changedBy"))).anySatisfy(way -> {
                assertThat(way.path("gate")).isEqualTo(gate.path("id"));
                assertThat(way.path("says")).isEqualTo(gate.path("liftedBy"));
            });
        });
    }

    @Test
    void whoWaitsForAVendorIsToldTheBuildAndItsDay() throws IOException {
        // When
        JsonNode line =
                line(explainer("seed-surface-hub").asset(only("seed-surface-hub")), "dv-surfacehub", "await-vendor");
        // Then
        assertThat(line.path("changedBy")).singleElement().satisfies(way -> {
            assertThat(way.path("kind").asText()).isEqualTo("release");
            assertThat(way.path("says").asText()).contains("15063.1835");
            assertThat(way.path("on").asText()).isEqualTo("2019-05-28");
        });
    }

    @Test
    void aRuleThatDidNotFireNamesItsFailedConditionAndNoLine() throws IOException {
        // When
        ObjectNode answer = explainer("sys-os-2012r2").rule(only("sys-os-2012r2"), "R025");
        // Then
        assertThat(answer.path("outcome").asText()).isEqualTo("not-fired");
        assertThat(answer.at("/rule/id").asText()).isEqualTo("R025-winhttp-keeps-what-is-there");
        assertThat(answer.at("/stopped/condition").asText()).isNotEmpty();
        assertThat(answer.path("lines")).isEmpty();
    }

    @Test
    void aRuleThatFiredShowsItsLinesOnly() throws IOException {
        // Given
        Explainer explainer = explainer("sys-os-7");
        String rule = line(explainer.asset(only("sys-os-7")), "os-7-sp1", "remediate")
                .at("/rule/id")
                .asText();
        // When
        ObjectNode answer = explainer.rule(only("sys-os-7"), rule);
        // Then
        assertThat(answer.path("outcome").asText()).isEqualTo("fired");
        assertThat(answer.has("stopped")).isFalse();
        assertThat(stream(answer.path("lines")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.at("/rule/id").asText()).isEqualTo(rule));
    }

    @Test
    void anAssetIsFoundByItsHostNameAndAnUnknownOneIsOneSentence() throws IOException {
        // Given
        Explainer explainer = explainer("only-r069-lpe");
        // Then
        assertThat(explainer.asset("C287-FE").at("/asset/id").asText()).isEqualTo("c287-fe.corp.example");
        assertThatThrownBy(() -> explainer.asset("287-f"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("There is no asset '287-f'; is it one of c287-fe.corp.example?");
        assertThatThrownBy(() -> explainer.asset("elsewhere")).hasMessageContaining("There is no asset 'elsewhere'.");
        assertThatThrownBy(() -> explainer.asset("")).hasMessageContaining("There is no asset ''.");
    }

    private Explainer explainer(String example) throws IOException {
        Organisation organisation = organisation(example);
        List<AssetState> assets = assets(example);
        Instant at = moment(example);
        store.transact(tx -> tx.decisions()
                .replace(
                        RULES.decide(new Estate(at, organisation, assets)),
                        new Rounds.Ground(at, RULES.hash(), organisation, 0)));
        return new Explainer(
                store, RULES, () -> organisation, () -> Assets.of(assets), Clock.fixed(at, ZoneOffset.UTC));
    }

    private static Organisation organisation(String example) {
        Path file = EXAMPLES.resolve(example + ".organisation.yaml");
        return Files.exists(file) ? OrganisationFile.read(file) : Organisation.careful();
    }

    private static Instant moment(String example) throws IOException {
        return Instant.parse(Json.parse(Files.readString(EXAMPLES.resolve(example + ".expect.json")))
                .path("at")
                .asText());
    }

    private static List<AssetState> assets(String example) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (String line : Files.readAllLines(EXAMPLES.resolve(example + ".findings.ndjson")))
            findings.add(FindingJson.read(Json.parse(line)));
        return EstateAssembly.assemble(findings, organisation(example), moment(example));
    }

    private static String only(String example) throws IOException {
        return assets(example).get(0).id().value();
    }

    private static JsonNode line(JsonNode explanation, String system, String decision) {
        return stream(explanation.path("lines"))
                .filter(line -> line.path("system").asText().equals(system)
                        && line.path("decision").asText().equals(decision))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + decision + " for " + system + " in " + explanation));
    }

    private static void fits(JsonNode explanation) {
        assertThat(schema.validate(explanation)).as("%s", explanation).isEmpty();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    private static String name(Path file, String end) {
        return file.getFileName().toString().replace(end, "");
    }
}
