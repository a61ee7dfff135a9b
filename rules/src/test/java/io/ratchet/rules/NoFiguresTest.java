package io.ratchet.rules;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Versions, KB numbers, dates and masks stand in the catalogue, each with its source, and nowhere in the Java or DRL of
 * the rules. What still stood there when this was first asked is in {@code figures.txt}; that list may only shrink.
 */
class NoFiguresTest {
    private static final Path MAIN = Path.of("src/main");
    private static final Path LIST = Path.of("src/test/resources/figures.txt");

    @Test
    void figuresStandInTheCatalogueAlone() throws IOException {
        // Given
        Map<String, Long> listed = listed();

        // When
        Map<String, Long> found = found();

        // Then
        List<String> problems = new ArrayList<>();
        found.forEach((figure, count) -> {
            long known = listed.getOrDefault(figure, 0L);
            if (count > known)
                problems.add(figure + " stands there " + count + " times, not " + known
                        + ": move it to src/main/resources/catalogue and look it up; the list takes nothing new");
        });
        listed.forEach((figure, count) -> {
            long left = found.getOrDefault(figure, 0L);
            if (left < count)
                problems.add(figure + " stands there " + left + " times, no longer " + count + ": shorten " + LIST);
        });
        assertThat(problems).as("figures in the code of the rules").isEmpty();
    }

    @Test
    void everyJavaAndRuleFileIsRead() throws IOException {
        // Given
        List<String> read = sources().map(NoFiguresTest::name).toList();

        // Then
        assertThat(read)
                .contains("java/io/ratchet/rules/fact/WinHttpValue.java", "java/io/ratchet/rules/RuleBook.java");
        assertThat(read).filteredOn(name -> name.endsWith(".drl")).hasSameSizeAs(RuleBook.files());
    }

    /** How often each figure stands in each file, by both. */
    private static Map<String, Long> found() throws IOException {
        Map<String, Long> found = new TreeMap<>();
        for (Path source : sources().toList())
            Figures.in(Files.readString(source)).stream()
                    .collect(groupingBy(figure -> name(source) + " | " + figure, counting()))
                    .forEach(found::put);
        return found;
    }

    private static Map<String, Long> listed() throws IOException {
        Map<String, Long> listed = new TreeMap<>();
        for (String line : Files.readAllLines(LIST)) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] words = line.split(" \\| ");
            assertThat(words).as("file | figure | count, not '" + line + "'").hasSize(3);
            String figure = Stream.of(words).limit(2).collect(joining(" | "));
            assertThat(listed.put(figure, Long.valueOf(words[2])))
                    .as(figure + " is listed twice")
                    .isNull();
        }
        return listed;
    }

    private static Stream<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files
                    .filter(file ->
                            file.toString().endsWith(".java") || file.toString().endsWith(".drl"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static String name(Path source) {
        return MAIN.relativize(source).toString().replace('\\', '/');
    }
}
