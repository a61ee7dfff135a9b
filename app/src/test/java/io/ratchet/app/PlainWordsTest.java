package io.ratchet.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people read is written in the words of operations; phrases that were misread before do not come back. */
class PlainWordsTest {
    private static final Pattern ODD = Pattern.compile(
            "for a word|\\bNobody\\b|nobody (told|knows|has told|said)|present state|what (comes|came) of|\\bwished\\b",
            Pattern.MULTILINE);

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]++|\\\\.)*+)\"");
    private static final Pattern COMMENT = Pattern.compile("^\\s*(\\*|/\\*|//).*", Pattern.MULTILINE);

    @Test
    void pagesGuidesAndMessagesSayWhatIsWaitingForWhatInPlainWords() throws IOException {
        // Given
        List<String> odd = new ArrayList<>();

        // When
        for (Path file : files()) {
            String text = Files.readString(file);
            Stream<String> read = file.toString().endsWith(".java") ? literals(text) : Stream.of(text);
            read.map(ODD::matcher)
                    .flatMap(Matcher::results)
                    .forEach(found -> odd.add(Golden.root().relativize(file) + ": " + found.group()));
        }

        // Then
        assertThat(odd).isEmpty();
    }

    private static Stream<String> literals(String java) {
        return LITERAL.matcher(COMMENT.matcher(java).replaceAll("")).results().map(found -> found.group(1));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Golden.root())) {
            return all.filter(Files::isRegularFile)
                    .filter(PlainWordsTest::readByPeople)
                    .toList();
        }
    }

    private static boolean readByPeople(Path file) {
        String path = Golden.root().relativize(file).toString().replace('\\', '/');
        if (path.contains("target/") || path.startsWith(".")) return false;
        boolean page = path.matches("README\\.md|docs/(guides/)?[^/]*\\.md|k8s/README\\.md|.*/resources/templates/.*");
        // Rule names and their texts are the rule families' own.
        boolean code = path.matches(".*/src/main/java/.*\\.java") && !path.startsWith("rules/");
        return page && !path.equals("docs/rules.md") || code;
    }
}
