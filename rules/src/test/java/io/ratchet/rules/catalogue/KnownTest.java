package io.ratchet.rules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the mechanism knows by name is read strictly, shown to people, and is all of it used. */
class KnownTest {
    // spotless:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{id: a, says: it, mask: '0x80', sources: [M6], confidence: H, maks: 1}              | the key 'maks' is not known here",
        "{id: a, says: it, mask: '128', sources: [M6], confidence: H}                        | a mask is written in hexadecimal digits after 0x, not '128'",
        "{id: a, says: it, day: '2021-13-01', sources: [M6], confidence: H}                  | this cannot be read",
        "{id: a, says: it, key: 'HKCU\\Software', sources: [M6], confidence: H}              | a key begins with HKLM",
        "{id: a, says: it, version: soon, sources: [M6], confidence: H}                      | 'soon' is not a version",
        "{id: a, says: it, number: '1', text: one, sources: [M6], confidence: H}             | must say what it is by one of key, mask, number",
        "{id: a, says: it, sources: [M6], confidence: H}                                     | must say what it is by one of key, mask, number",
        "{id: a, says: it, number: '1', confidence: H}                                       | 'sources' must say where 'a' comes from",
        "{id: a, says: it, number: '1', sources: [M6], confidence: X}                        | a confidence mark is H, S, M or L, not 'X'",
        "{id: a, number: '1', sources: [M6], confidence: H}                                  | 'says' is missing"
    })
    void whatCannotBeMeantIsRefusedWithFileAndLine(String entry, String why) {
        // Given
        Node root = Node.parse("timeline.yaml", "read: \"2026-11-23\"\nknown:\n  - " + entry + "\n");

        // When, then
        assertThatThrownBy(() -> new Known().add("timeline", root))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("timeline.yaml, line 3: ")
                .hasMessageContaining(why);
    }
    // spotless:on

    @Test
    void nothingIsThereTwice() {
        // Given
        String one = "{id: a, says: it, number: '1', sources: [M6], confidence: H}";
        Node root = Node.parse("timeline.yaml", "read: \"2026-11-23\"\nknown: [" + one + ", " + one + "]\n");

        // When, then
        assertThatThrownBy(() -> new Known().add("timeline", root)).hasMessageContaining("'a' is there twice");
    }

    @Test
    void whoReadTheSourcesAndWhenMustBeSaid() {
        // Given
        Node root =
                Node.parse("timeline.yaml", "known: [{id: a, says: it, number: '1', sources: [M6], confidence: H}]\n");

        // When, then
        assertThatThrownBy(() -> new Known().add("timeline", root))
                .hasMessageContaining("'read' must say when somebody read the sources of 'a'");
    }

    @Test
    void allOfItIsAskedForSomewhere() throws IOException {
        // Given
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            for (Path file : files.filter(one -> one.toString().matches(".*\\.(java|drl)"))
                    .toList()) code.append(Files.readString(file));
        }

        // Then
        assertThat(Known.ids()).isNotEmpty().allSatisfy(id -> assertThat(code).contains('"' + id + '"'));
    }

    @Test
    void eachIsAFigureThatPeopleCanReadAgain() {
        // When
        List<CatalogueFigure> figures = Catalogue.shipped().figures();

        // Then
        Citations citations = Citations.shipped();
        assertThat(figures)
                .filteredOn(figure -> Known.ids().contains(figure.id()))
                .hasSameSizeAs(Known.ids())
                .allSatisfy(figure -> {
                    assertThat(figure.kind()).isIn("setting", "timeline", "recognise", "words");
                    assertThat(figure.read()).isNotNull();
                    assertThat(figure.sources())
                            .allSatisfy(source ->
                                    assertThat(citations.source(source)).isPresent());
                });
        assertThat(figures)
                .filteredOn(figure -> figure.id().equals("skype-online-retired"))
                .singleElement()
                .satisfies(figure -> {
                    assertThat(figure.value()).isEqualTo("2021-07-31");
                    assertThat(figure.staleOn(LocalDate.parse("2028-01-01"))).isTrue();
                });
    }
}
