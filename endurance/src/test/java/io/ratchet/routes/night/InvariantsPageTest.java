package io.ratchet.routes.night;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of what holds names what is asserted, and nothing else. */
class InvariantsPageTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern NAMED = Pattern.compile("(?m)^\\| (.*) \\| `([A-Z_]+)` \\|$");
    private static final Pattern ASSERTED = Pattern.compile("`(\\w+Test)#(\\w+)`");

    private final String page = read(ROOT.resolve("docs/invariants.md"));

    @Test
    void everySentenceThatTheNightsHoldStandsOnThePage() {
        assertThat(NAMED.matcher(page).results().map(row -> row.group(2) + ": " + row.group(1)))
                .containsExactlyElementsOf(Arrays.stream(Invariant.values())
                        .map(each -> each + ": " + each.sentence())
                        .toList());
    }

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        List<MatchResult> named = ASSERTED.matcher(page).results().toList();
        assertThat(named).hasSizeGreaterThan(8);
        for (MatchResult each : named)
            assertThat(source(each.group(1)))
                    .as(each.group())
                    .containsPattern(
                            "@(Test|ParameterizedTest)\\b.*(\\s+@.+)*\\s+(public )?void " + each.group(2) + "\\(");
    }

    private static String source(String test) throws IOException {
        try (Stream<Path> rooms = Files.list(ROOT)) {
            for (Path tests : rooms.map(room -> room.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList())
                try (Stream<Path> files = Files.walk(tests)) {
                    Optional<Path> found =
                            files.filter(file -> file.endsWith(test + ".java")).findFirst();
                    if (found.isPresent()) return read(found.get());
                }
        }
        return "";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
