package io.ratchet.app;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a newcomer reads first: it leads nowhere that is not there, and leaves no room out. */
class HandbookTest {
    private static final Path ROOT = Golden.root();
    private static final Pattern LINK = Pattern.compile("]\\(([^()\\s]*)\\)");
    private static final Pattern PATH = Pattern.compile("`([a-z0-9]+/src/[^`\\s]+)`");

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatAreThere() throws IOException {
        // When
        List<String> broken = new ArrayList<>();
        for (Path page : pages())
            for (String target : all(LINK, Files.readString(page)))
                if (!target.matches("[a-z]+:.*") && !leads(page, target))
                    broken.add(ROOT.relativize(page) + " -> " + target);

        // Then
        assertThat(broken).isEmpty();
    }

    @Test
    void theWorkedExamplesNameFilesThatAreThere() throws IOException {
        // Given
        List<String> named = all(PATH, Files.readString(ROOT.resolve("CONTRIBUTING.md")));

        // Then
        assertThat(named).hasSizeGreaterThan(10).allSatisfy(path -> {
            // What the example adds has no place yet, but its folder has.
            Path file = ROOT.resolve(path);
            assertThat(path.contains("task") || path.contains("failed") ? file.getParent() : file)
                    .exists();
        });
    }

    @Test
    void everyRoomHasItsLineInTheReadme() throws IOException {
        // Given
        String readme = Files.readString(ROOT.resolve("README.md"));

        // Then
        try (Stream<Path> folders = Files.list(ROOT)) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString())
                            .filter(name -> !name.startsWith(".")
                                    && !Set.of("target", "data").contains(name)))
                    .contains("domain", "findings")
                    .allSatisfy(room -> assertThat(readme).contains("| [`%1$s`](%1$s) | ".formatted(room)));
        }
    }

    @Test
    void theReadmeIsProseOfNinetyColumns() throws IOException {
        // Then
        assertThat(Files.readAllLines(ROOT.resolve("README.md")))
                .filteredOn(line -> !line.startsWith("|"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(90));
    }

    @Test
    void theChangelogTakesWhatIsNotReleased() throws IOException {
        // Then
        assertThat(Files.readAllLines(ROOT.resolve("CHANGELOG.md")).stream()
                        .filter(line -> line.startsWith("## "))
                        .findFirst())
                .contains("## [Unreleased]");
    }

    @Test
    void theForgeRunsOnlyWhatIsPinnedByItsHash() throws IOException {
        // Given
        List<String> used = new ArrayList<>();
        for (String workflow : List.of("test.yml", "release.yml"))
            Files.readAllLines(ROOT.resolve(".github/workflows").resolve(workflow)).stream()
                    .filter(line -> line.contains("uses:"))
                    .forEach(used::add);

        // Then
        assertThat(used)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).matches(".*uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9.]+"));
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String folder : List.of("docs", "findings"))
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        try (Stream<Path> files = Files.list(ROOT)) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static boolean leads(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        if (!file.startsWith(ROOT) || !Files.exists(file)) return false;
        return hash < 0 || !file.toString().endsWith(".md") || anchors(file).contains(target.substring(hash + 1));
    }

    /** A heading's anchor as forges make it: lower case, no punctuation, hyphens for blanks. */
    private static Set<String> anchors(Path page) throws IOException {
        try (Stream<String> lines = Files.lines(page)) {
            return lines.map(Pattern.compile("#+ (.*)")::matcher)
                    .filter(Matcher::matches)
                    .map(heading -> heading.group(1)
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N} _-]", "")
                            .replace(' ', '-'))
                    .collect(toSet());
        }
    }
}
