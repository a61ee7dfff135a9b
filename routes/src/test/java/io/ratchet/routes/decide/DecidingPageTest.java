package io.ratchet.routes.decide;

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

/** Every sentence of {@code docs/deciding.md} names tests that are there. */
class DecidingPageTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        // Given
        Path root = root();
        List<String> rows = Files.readAllLines(root.resolve("docs/deciding.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what"))
                .toList();

        // When
        List<String> missing = new ArrayList<>();
        for (String row : rows) {
            Matcher named = NAMED.matcher(row);
            boolean any = false;
            while (named.find()) {
                any = true;
                if (!holds(root, named.group(1), named.group(2))) missing.add(named.group());
            }
            if (!any) missing.add(row);
        }

        // Then
        assertThat(rows).hasSizeGreaterThan(10);
        assertThat(missing).isEmpty();
    }

    private static boolean holds(Path root, String type, String test) throws IOException {
        for (String module : List.of("rules", "routes", "store", "endurance"))
            try (Stream<Path> files = Files.walk(root.resolve(module + "/src/test/java"))) {
                for (Path file : files.filter(
                                path -> path.getFileName().toString().equals(type + ".java"))
                        .toList()) if (Files.readString(file).contains("void " + test + "(")) return true;
            }
        return false;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ratchet"))) folder = folder.getParent();
        return folder;
    }
}
