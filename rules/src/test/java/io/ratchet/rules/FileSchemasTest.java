package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.wire.Json;
import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas of {@code docs/schema/files}, by which editors check YAML, take what Ratchet takes and nothing else. */
class FileSchemasTest {
    private static final Path CATALOGUE = Path.of("src/main/resources/catalogue");
    private static final Path SITE = Path.of("src/test/resources/site-catalogue.yaml");
    private static final Path PLAYBOOK = Path.of("src/test/resources/site-playbook.yaml");

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.walk(CATALOGUE)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    static List<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(Cases.FOLDER)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyFileOfTheCatalogueFitsAndAWrongKeyAnywhereInItDoesNot(Path file) throws IOException {
        // Given
        Schema schema = Schema.of("catalogue");
        ObjectNode document = read(file);

        // Then
        assertThat(schema.problems(document)).as(file.toString()).isEmpty();
        for (ObjectNode place : places(document)) assertWrongKeyIsRefused(schema, document, place);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyFileOfCasesFitsAndAWrongKeyAnywhereInItDoesNot(Path file) throws IOException {
        // Given
        Schema schema = Schema.of("cases");
        ObjectNode document = read(file);

        // Then
        assertThat(schema.problems(document)).as(file.toString()).isEmpty();
        ObjectNode first = (ObjectNode) document.path("cases").path(0);
        assertWrongKeyIsRefused(schema, document, first);
        assertWrongKeyIsRefused(schema, document, (ObjectNode)
                first.path("hosts").properties().iterator().next().getValue());
    }

    @Test
    void everyKeyThatTheSchemaOfTheCatalogueNamesIsOneThatRatchetReads() throws IOException {
        // Given
        Schema schema = Schema.of("catalogue");
        Set<String> used = new TreeSet<>();

        // When
        for (Path file : shipped()) schema.use(read(file), used);
        schema.use(read(SITE), used);

        // Then
        used.add("known.read"); // as everywhere, but no entry was read on a day of its own yet
        assertThat(used).containsAll(schema.declared());
    }

    @Test
    void aSiteMayWriteEveryKeyThatItsSchemaNames() throws IOException {
        // Given
        Schema schema = Schema.of("site-catalogue");
        ObjectNode document = read(SITE);
        Set<String> used = new TreeSet<>();
        List<String> problems = new ArrayList<>();

        // When
        schema.use(document, used);
        PlaybookCatalogue playbooks =
                PlaybookCatalogue.withSite(Map.of("playbooks/example.yaml", Files.readString(PLAYBOOK)), problems::add);
        Catalogue.withSite(Map.of("site.yaml", Files.readString(SITE)), playbooks, problems::add);

        // Then
        assertThat(problems).isEmpty();
        assertThat(schema.problems(document)).isEmpty();
        assertThat(used).containsExactlyInAnyOrderElementsOf(schema.declared());
        for (ObjectNode place : places(document)) assertWrongKeyIsRefused(schema, document, place);
    }

    @Test
    void aPlaybookOfASiteMayHaveEveryKeyThatItsSchemaNames() throws IOException {
        // Given
        Schema schema = Schema.of("site-playbook");
        ObjectNode document = read(PLAYBOOK);
        Set<String> used = new TreeSet<>();

        // When
        schema.use(document, used);

        // Then
        assertThat(refusals(Files.readString(PLAYBOOK))).isEmpty();
        assertThat(schema.problems(document)).isEmpty();
        assertThat(used).containsExactlyInAnyOrderElementsOf(schema.declared());
        for (ObjectNode place : places(document)) assertWrongKeyIsRefused(schema, document, place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "risk: medium       | risk: none",
                "restart: service   | restart: later",
                "order: 90          | order: 0",
                "order: 90          | order: 100",
                "order: 90          | readBackSuffices: yes",
                "playbook/1         | playbook/2",
                "[example]          | []",
                "[Example]          | []",
                "[Example]          | [Ex]",
                "\"10.0.14393\"       | \"ten\"",
                "products: [Example] | updates: true",
                "minutes: 15        | minutes: 0",
                "mebibytes: 2048    | megabytes: 2048",
                "kind: dword        | kind: word",
                "want: running      | want: happy",
                "pending-restart    | make-coffee",
                "title: Bring       | titel: Bring"
            })
    void theSchemaOfAPlaybookRefusesWhatRatchetRefuses(String right, String wrong) throws IOException {
        // Given
        String text = Files.readString(PLAYBOOK).replace(right, wrong);

        // Then
        assertThat(refusals(text)).isNotEmpty();
        assertThat(Schema.of("site-playbook").problems(tree("a playbook", text)))
                .isNotEmpty();
    }

    private static List<String> refusals(String playbook) {
        List<String> problems = new ArrayList<>();
        PlaybookCatalogue.withSite(Map.of("playbooks/example.yaml", playbook), problems::add);
        return problems;
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalogue", "site-catalogue"})
    void theSchemasKnowTheCoursesThatRulesTakeWithASystem(String name) throws IOException {
        // When
        List<String> courses = new ArrayList<>();
        Schema.of(name).text().at("/$defs/system/properties/course/enum").forEach(word -> courses.add(word.asText()));

        // Then
        assertThat(courses)
                .containsExactlyInAnyOrder(
                        Stream.of(Course.values()).map(Course::word).toArray(String[]::new));
    }

    @Test
    void everyCourseIsTakenByARuleAndASystem() {
        // Given
        String rules = RuleBook.files().stream().map(DrlFile::text).reduce("", String::concat);
        List<String> taken =
                Catalogue.shipped().rows().stream().map(Row::course).distinct().toList();

        // Then
        assertThat(Course.values())
                .extracting(Course::word)
                .allSatisfy(course -> assertThat(rules).contains("course == \"" + course + '"'))
                .containsExactlyInAnyOrderElementsOf(taken);
    }

    @Test
    void whatIsShippedForEveryoneIsNotForASiteToSay() throws IOException {
        // Given
        ObjectNode document = read(CATALOGUE.resolve("timeline.yaml"));

        // Then
        assertThat(Schema.of("site-catalogue").problems(document)).isNotEmpty();
    }

    private static void assertWrongKeyIsRefused(Schema schema, ObjectNode document, ObjectNode place) {
        place.put("flor", "4.2");
        assertThat(schema.problems(document)).as(place.toString()).isNotEmpty();
        place.remove("flor");
    }

    /** The first mapping of each kind: the document, the first of each list and what is in that. */
    private static List<ObjectNode> places(ObjectNode document) {
        List<ObjectNode> places = new ArrayList<>(List.of(document));
        // What a key or a number stands for may be any.
        if (document.has("statements")) return places;
        document.properties().forEach(entry -> {
            JsonNode inner = entry.getValue() instanceof ArrayNode list ? list.path(0) : entry.getValue();
            if (inner instanceof ObjectNode mapping) places.addAll(places(mapping));
        });
        return places;
    }

    private static ObjectNode read(Path file) throws IOException {
        return tree(file.toString(), Files.readString(file));
    }

    private static ObjectNode tree(String name, String yaml) {
        return Json.mapper().valueToTree(YamlNode.parse(name, yaml).value());
    }

    /** One of the schemas. */
    private record Schema(JsonNode text, JsonSchema validator) {
        static Schema of(String name) throws IOException {
            JsonNode text = Json.mapper()
                    .readTree(Path.of("../docs/schema/files/" + name + ".json").toFile());
            assertThat(text.path("$id").asText()).isEqualTo("urn:ratchet:schema:files:" + name);
            return new Schema(
                    text,
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(text));
        }

        List<String> problems(JsonNode document) {
            return validator.validate(document).stream().map(Object::toString).toList();
        }

        /** The keys that it names, each with the mapping it is of. */
        Set<String> declared() {
            Set<String> declared = new TreeSet<>();
            declared("", text, declared);
            text.path("$defs").properties().forEach(entry -> declared(entry.getKey(), entry.getValue(), declared));
            return declared;
        }

        private static void declared(String place, JsonNode schema, Set<String> declared) {
            schema.path("properties").properties().forEach(entry -> {
                declared.add(place + "." + entry.getKey());
                declared(place + "." + entry.getKey(), entry.getValue(), declared);
            });
            if (schema.has("items")) declared(place, schema.path("items"), declared);
        }

        void use(JsonNode document, Set<String> used) {
            use("", text, document, used);
        }

        private void use(String place, JsonNode schema, JsonNode document, Set<String> used) {
            if (schema.has("$ref")) {
                String name = schema.path("$ref").asText().replace("#/$defs/", "");
                use(name, text.path("$defs").path(name), document, used);
                return;
            }
            if (document instanceof ArrayNode list) {
                list.forEach(item -> use(place, schema.path("items"), item, used));
                return;
            }
            document.properties().forEach(entry -> {
                JsonNode property = schema.path("properties").path(entry.getKey());
                if (property.isMissingNode()) return;
                used.add(place + "." + entry.getKey());
                use(place + "." + entry.getKey(), property, entry.getValue(), used);
            });
        }
    }
}
