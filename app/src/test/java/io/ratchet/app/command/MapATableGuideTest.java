package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.app.Golden;
import io.ratchet.app.terminal.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/guides/map-a-table.md shows is what happens. */
class MapATableGuideTest {
    private static final Pattern FILE =
            Pattern.compile("Save this as `([^`]+)`:\\n\\n```[a-z]*\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private final Console console = new Console();

    @BeforeEach
    void save() throws IOException {
        Matcher file = FILE.matcher(Files.readString(Golden.root().resolve("docs/guides/map-a-table.md")));
        while (file.find()) {
            Path path = folder.resolve(file.group(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.group(2));
        }
    }

    @Test
    void theProposalReadsTheTableItWasMadeFor() {
        // When
        int exit = console.run("map", folder.resolve("servers.csv").toString());

        // Then
        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(console.out())
                .contains(
                        "host.name: [\"Computer\"]", "os.caption: [\"Operating System\"]", "gives: [operating-system]");
        assertThat(console.err()).contains("web01.contoso.example", "\"version\":\"10.0.14393\"", "\"used\":2");
    }

    @Test
    void theMappingReadsTheTable() {
        // When
        int exit = console.run(
                "parse",
                "--mappings",
                folder.resolve("mappings").toString(),
                folder.resolve("servers.csv").toString());

        // Then
        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(console.out().lines()).hasSize(2);
        assertThat(console.out()).contains("\"source\":\"dc-servers\"", "2018-09-19T23:00:00Z");
    }

    @Test
    void aRoleThatIsNoneIsRefusedWithFileAndLine() throws IOException {
        // Given
        Path mapping = folder.resolve("mappings/servers.yaml");
        Files.writeString(mapping, Files.readString(mapping).replace("host.ip:", "host.address:"));

        // When
        int exit = console.run(
                "parse",
                "--mappings",
                folder.resolve("mappings").toString(),
                folder.resolve("servers.csv").toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err()).contains("servers.yaml", "host.address", "host.ip");
    }

    @Test
    void whatIsNoTableIsRefused() throws IOException {
        // When
        int exit = console.run(
                "map",
                Files.writeString(folder.resolve("letter.txt"), "Dear Sir or Madam")
                        .toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).hasSize(1);
    }
}
