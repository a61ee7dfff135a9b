package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Versions, KB numbers, dates and masks stand in the catalogue, each with its source, and nowhere in the Java or DRL of
 * the rules.
 */
class NoFiguresTest {
    private static final Path MAIN = Path.of("src/main");

    @Test
    void figuresStandInTheCatalogueAlone() throws IOException {
        // When
        List<String> found = new ArrayList<>();
        for (Path source : sources())
            for (String figure : Figures.in(Files.readString(source))) found.add(name(source) + ": " + figure);

        // Then
        assertThat(found)
                .as("figures in the code of the rules; look each up and move it to src/main/resources/catalogue")
                .isEmpty();
    }

    @Test
    void everyJavaAndRuleFileIsRead() throws IOException {
        // Given
        List<String> read = sources().stream().map(NoFiguresTest::name).toList();

        // Then
        assertThat(read)
                .contains("java/io/ratchet/rules/fact/WinHttpValue.java", "java/io/ratchet/rules/RuleBook.java");
        assertThat(read).filteredOn(name -> name.endsWith(".drl")).hasSameSizeAs(RuleBook.files());
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file ->
                            file.toString().endsWith(".java") || file.toString().endsWith(".drl"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path source) {
        return MAIN.relativize(source).toString().replace('\\', '/');
    }
}
