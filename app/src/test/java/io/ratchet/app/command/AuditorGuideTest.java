package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.app.Golden;
import io.ratchet.app.GuideFiles;
import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.Server;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.domain.Sha256;
import io.ratchet.playbooks.Playbook;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows {@code docs/guides/audit.md}, "The way of an auditor", word for word, with a real server. */
class AuditorGuideTest {
    private static final Pattern COMMAND = Pattern.compile("(?m)^ {4}(ratchet|python3|cp) (.+)$");

    @TempDir
    private Path folder;

    private final Lifetime lifetime = new Lifetime();

    @BeforeEach
    void serve() throws IOException {
        Path config = Files.writeString(folder.resolve("ratchet.yaml"), "http: {port: 0}\naudit: {redactable: true}\n");
        new Server(ServeSettings.read(config), Map.of(), lifetime).start(folder.resolve("data"));
        GuideFiles.save(folder);
        ratchet("audit export --out first.zip");
        Files.copy(folder.resolve("data/keys/audit-signing-key.pub.pem"), folder.resolve("audit-signing-key.pub.pem"));
        Files.copy(folder.resolve("data/published/log.vkey"), folder.resolve("log.vkey"));
    }

    @AfterEach
    void stop() {
        lifetime.closeAll();
    }

    @Test
    void everyCommandOfThePageGivesTheAnswerThatAllIsWell() throws Exception {
        // Given
        String guide = Files.readString(Golden.root().resolve("docs/guides/audit.md"));
        int from = guide.indexOf("## The way of an auditor");
        String page = guide.substring(from, guide.indexOf("\n## ", from + 1));
        List<String> done = new ArrayList<>();

        for (var command : COMMAND.matcher(page).results().toList()) {
            // When
            switch (command.group(1)) {
                case "ratchet" -> ratchet(command.group(2));
                case "python3" -> python(command.group(2));
                default -> copy(command.group(2).split(" "));
            }
            done.add(command.group(1));

            // and something happens
            if (command.group(1).equals("cp")) ratchet("ingest inventory.ndjson");
        }

        // Then
        assertThat(done).containsOnly("cp", "ratchet", "python3").hasSizeGreaterThan(7);
        try (ZipFile export = new ZipFile(folder.resolve("audit.zip").toFile())) {
            assertThat(text(export, "report.html"))
                    .contains("batch01.corp.example")
                    .doesNotContain("<script");
            assertThat(Json.parse(text(export, "assessment-results.json")).has("assessment-results"))
                    .isTrue();
            assertThat(text(export, "events.ndjson"))
                    .contains("\"ruleBook\":\"" + Sha256.hex(text(export, "rules.txt")) + "\"");
            for (Playbook playbook : PlaybookCatalogue.shipped().all())
                assertThat(Sha256.hex(text(export, "playbook-" + playbook.id().replace('/', '-') + ".txt")))
                        .isEqualTo(playbook.contentHash());
        }
        assertThat(folder.resolve("tree/tile/entries/000.p")).isDirectory();
        namesNothing(folder.resolve("redacted.zip"));
        assertThat(Files.readString(folder.resolve("opened.ndjson")))
                .contains("batch01.corp.example")
                .doesNotContain("hidden:");
    }

    @Test
    void whoeverKeptAHeadSeesThatTheLogWasBegunAnew() throws Exception {
        // Given a kept head of a log with lines, and a server whose log, and all that is known of it, was taken away
        ratchet("ingest inventory.ndjson");
        ratchet("audit export --out second.zip");
        copy("published/checkpoint", "kept-checkpoint");
        lifetime.closeAll();
        try (Stream<Path> all = Files.list(folder.resolve("data"))) {
            for (Path file : all.filter(path -> path.getFileName().toString().startsWith("ratchet."))
                    .toList()) Files.delete(file);
        }
        Files.delete(folder.resolve("data/keys/audit-kept.json"));
        Files.move(folder.resolve("data/published"), folder.resolve("hidden"));
        Lifetime again = new Lifetime();
        try {
            Path config = folder.resolve("ratchet.yaml");
            new Server(ServeSettings.read(config), Map.of(), again).start(folder.resolve("data"));
            ratchet("ingest inventory.ndjson");
            ratchet("audit export --out audit.zip");

            // When
            Console verify = new Console();
            int exit = verify.run(words("audit verify audit.zip --older kept-checkpoint"));
            Console heads = new Console();
            int published = heads.run(words("audit heads published --kept kept-checkpoint --json"));

            // Then
            assertThat(exit).isEqualTo(Exit.NOT_AS_WISHED);
            assertThat(verify.err()).contains("history was rewritten");
            assertThat(published).isEqualTo(Exit.NOT_AS_WISHED);
            assertThat(Json.parse(heads.out()).path("problems").toString()).contains("history was rewritten");
        } finally {
            again.closeAll();
        }
    }

    /** What {@code inventory.ndjson} says of hosts, with their short names. */
    private void namesNothing(Path redacted) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : Files.readAllLines(folder.resolve("inventory.ndjson")))
            Json.parse(line).path("host").properties().forEach(said -> {
                if (!said.getKey().equals("site") && !said.getKey().equals("zone"))
                    names.add(said.getValue().asText());
                if (said.getKey().equals("fqdn"))
                    names.add(said.getValue().asText().replaceAll("\\..*", ""));
            });
        assertThat(names).contains("batch01.corp.example", "batch01");
        try (ZipFile export = new ZipFile(redacted.toFile())) {
            assertThat(text(export, "events.ndjson")).contains("hidden:").doesNotContain("user:");
            for (var part : Collections.list(export.entries()))
                for (String name : names)
                    assertThat(text(export, part.getName()).toLowerCase(Locale.ROOT))
                            .as("%s in %s", name, part.getName())
                            .doesNotContain(name.toLowerCase(Locale.ROOT));
        }
    }

    private static String text(ZipFile zip, String part) throws IOException {
        return new String(zip.getInputStream(zip.getEntry(part)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private void ratchet(String command) {
        Console console = new Console();
        List<String> words = new ArrayList<>(List.of(words(command)));
        if (command.startsWith("ingest") || command.startsWith("audit export"))
            words.addAll(List.of("--data", folder.resolve("data").toString()));
        assertThat(console.run(words.toArray(String[]::new)))
                .as(() -> command + "\n" + console.out() + console.err())
                .isEqualTo(Exit.DONE);
    }

    private void python(String command) throws Exception {
        List<String> words = new ArrayList<>(List.of("python3"));
        words.addAll(List.of(words(command)));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private void copy(String... names) throws IOException {
        Files.copy(path(names[0]), path(names[1]));
    }

    /** The words of a command, with its files where this test has them. */
    private String[] words(String command) {
        return Stream.of(command.split(" "))
                .map(word -> word.matches("(published|proofs|tree)(/.*)?|.*\\.(zip|pem|vkey|py|ndjson)|kept-checkpoint")
                        ? path(word).toString()
                        : word)
                .toArray(String[]::new);
    }

    private Path path(String word) {
        if (word.startsWith("docs/")) return Golden.root().resolve(word);
        return folder.resolve(word.startsWith("published") ? "data/" + word : word);
    }
}
