package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.Golden;
import io.ratchet.app.terminal.Exit;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows {@code docs/guides/add-a-rule.md} word for word, as somebody would who reads it for the first time. */
class AddARuleGuideTest {
    private static final Pattern FILE =
            Pattern.compile("Save this as `([^`]+)`:\\n\\n```[a-z]*\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("(?m)^ {4}\\./ratchet (.+)$");
    private static final Pattern PROMISE = Pattern.compile("(?m)^ {4}(cases/.+)$");

    @TempDir
    private Path folder;

    private final Map<String, String> files = new LinkedHashMap<>();
    private String guide = "";

    @BeforeEach
    void read() throws IOException {
        guide = Files.readString(Golden.root().resolve("docs/guides/add-a-rule.md"));
        Matcher file = FILE.matcher(guide);
        while (file.find()) files.put(file.group(1), file.group(2));
    }

    @Test
    void theCaseAloneIsRefusedAsThePageSays() throws IOException {
        // Given
        save("site/cases/contoso.yaml", "inventory.ndjson");
        Console console = new Console();

        // When
        int exit = console.run(command(0));

        // Then
        Matcher promise = PROMISE.matcher(guide);
        assertThat(promise.find()).isTrue();
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.out()).isEmpty();
        assertThat(console.err()).contains(promise.group(1));
    }

    @Test
    void thePageLeadsToTheDecisionItPromises() throws IOException {
        // Given
        save(files.keySet().toArray(String[]::new));
        Console console = new Console();

        // When
        int exit = console.run(command(1));

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        List<JsonNode> lines =
                console.out().lines().map(AddARuleGuideTest::tree).toList();
        assertThat(lines)
                .anySatisfy(line -> {
                    assertThat(line.at("/asset/id").asText()).isEqualTo("batch01.corp.example");
                    assertThat(line.path("system").asText()).isEqualTo("sv-contoso-scheduler");
                    assertThat(line.path("decision").asText()).isEqualTo("ticket");
                    assertThat(line.path("rule").asText()).isEqualTo("R900-contoso-scheduler-is-updated");
                })
                .allSatisfy(line -> assertThat(line.path("schema").asText()).isEqualTo("ratchet.decision/1"));
        assertThat(console.err())
                .contains("R900-contoso-scheduler-is-updated, Contoso Scheduler is updated by its owner")
                .contains("contoso-tls-statement")
                .contains("osquery@hq")
                .contains("2026-11-23T08:00:00Z");
    }

    @Test
    void theFloorThatWasRaisedIsListedWithItsSource() throws IOException {
        // Given
        save(files.keySet().toArray(String[]::new));
        Console console = new Console();

        // When
        int exit = console.run(command(2));

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out().lines().filter(line -> line.contains("sv-exch2016")))
                .anySatisfy(line ->
                        assertThat(line).contains("disable-floor", "15.1.2507.6", "contoso-policy", "2026-11-23"));
    }

    @Test
    void thePlaybookOfThePageIsWhatItsProductIsRemediatedWith() throws IOException {
        // Given
        save(files.keySet().toArray(String[]::new));
        Console console = new Console();

        // When
        int exit = console.run(command(3));

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out().lines().map(AddARuleGuideTest::tree))
                .filteredOn(line -> line.path("system").asText().equals("sv-contoso-agent"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.at("/asset/id").asText()).isEqualTo("app01.corp.example");
                    assertThat(line.path("decision").asText()).isEqualTo("remediate");
                    assertThat(line.path("playbook").asText()).isEqualTo("site/agent-update");
                    assertThat(line.at("/changes/0/product").asText()).isEqualTo("Contoso Agent");
                });
    }

    @Test
    void theDepotOfThePageHasThePackageOfItsPlaybook() throws IOException {
        // Given
        save("packages.yaml");

        // Then
        assertThat(PackageDepot.read(folder.resolve("packages.yaml")).product("Contoso Agent", "7.1.0.0"))
                .isPresent();
    }

    private void save(String... names) throws IOException {
        assertThat(files).containsKeys(names);
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, files.get(name));
        }
    }

    /** A command of the page, with its files where this test has them. */
    private String[] command(int number) {
        List<String> commands =
                COMMAND.matcher(guide).results().map(found -> found.group(1)).toList();
        return Stream.of(commands.get(number).split(" "))
                .map(word -> word.equals("site") || files.containsKey(word)
                        ? folder.resolve(word).toString()
                        : word)
                .toArray(String[]::new);
    }

    private static JsonNode tree(String line) {
        try {
            return Json.parse(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
