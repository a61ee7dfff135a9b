package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.app.Golden;
import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.terminal.Exit;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.lab.Lab;
import io.ratchet.lab.LabSettings;
import io.ratchet.wire.OrganisationFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code lab --site} writes is what {@code serve} needs, and the guide's lines come to plans that wait. */
class LabSiteTest {
    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process each : started) {
            each.destroy();
            if (!each.waitFor(20, TimeUnit.SECONDS)) each.destroyForcibly();
        }
    }

    @Test
    void isReadAsSettingsProfileAndReport() throws Exception {
        // Given
        Path site = folder.resolve("lab");
        var settings =
                new LabSettings(3, "2016", 0, 1, null, true, false, null, List.of("german"), site, "127.98.0.0", null);
        var said = new ByteArrayOutputStream();
        Thread lab = new Thread(() -> Lab.run(settings, new PrintStream(said, true, StandardCharsets.UTF_8)));

        // When
        lab.start();
        Awaitility.await().until(() -> said.toString(StandardCharsets.UTF_8).startsWith("ready 3 hosts"));
        lab.interrupt();
        lab.join();

        // Then
        ServeSettings serve = ServeSettings.read(site.resolve("ratchet.yaml"));
        Organisation profile = OrganisationFile.read(site.resolve("organisation.yaml"));
        Console console = new Console();
        assertThat(console.run("parse", site.resolve("in/hosts.ndjson").toString()))
                .isEqualTo(Exit.DONE);
        assertThat(console.out().lines()).hasSize(3);
        assertThat(profile.sites())
                .singleElement()
                .satisfies(one -> assertThat(one.networks()).containsExactly("127.98.0.0/16"));
        assertThat(serve.winrm().https()).isTrue();
        assertThat(serve.winrm().trust().orElseThrow()).exists();
        assertThat(serve.profiles())
                .singleElement()
                .satisfies(one -> assertThat(one.winrm().https()).isFalse());
    }

    @Tag("slow")
    @Test
    void theGuidesLinesComeToPlansThatWait() throws Exception {
        // Given
        List<String> lines = lines();
        assertThat(lines).hasSize(5);

        // When
        Path lab = start(lines.get(0) + " --network 127.99.0.0");
        await(lab, "ready 6 hosts");
        Path settings = folder.resolve("lab/ratchet.yaml");
        Files.writeString(settings, Files.readString(settings).replace("port: 8080", "port: 0"));
        await(start(lines.get(1)), "serves at");
        Awaitility.await()
                .atMost(2, TimeUnit.MINUTES)
                .until(() -> run(lines.get(2))
                                .lines()
                                .filter(line -> line.contains("LAB"))
                                .count()
                        >= 6);
        Awaitility.await().atMost(2, TimeUnit.MINUTES).until(() -> {
            String asked = run(lines.get(3));
            return asked.lines().filter(line -> line.contains(" done ")).count() == 6;
        });

        // Then
        Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .untilAsserted(() -> assertThat(run(lines.get(4))).contains("lab0000"));
    }

    private static List<String> lines() throws IOException {
        String guide = Files.readString(Golden.root().resolve("docs/guides/lab.md"));
        return guide.substring(guide.indexOf("## Serve against it"))
                .lines()
                .dropWhile(line -> !line.startsWith("    "))
                .takeWhile(line -> line.startsWith("    "))
                .map(String::strip)
                .toList();
    }

    private static void await(Path said, String word) {
        Awaitility.await()
                .atMost(2, TimeUnit.MINUTES)
                .until(() -> Files.readString(said).contains(word));
    }

    /** Starts the program of this build as the launcher does; what it says goes into a file. */
    private Path start(String line) throws IOException {
        Path said = Files.createTempFile(folder, "said", ".txt");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        List<String> words =
                Arrays.stream(line.split(" ")).filter(word -> !word.equals("&")).toList();
        words.stream()
                .filter(word -> word.startsWith("RATCHET_JAVA_OPTS="))
                .forEach(word -> command.add(word.substring(word.indexOf('=') + 1)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.ratchet.app.Ratchet"));
        command.addAll(words.subList(words.indexOf("./ratchet") + 1, words.size()));
        started.add(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start());
        return said;
    }

    private String run(String line) throws IOException, InterruptedException {
        Path said = start(line);
        Process process = started.remove(started.size() - 1);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(line).isTrue();
        return Files.readAllLines(said).stream().collect(Collectors.joining("\n"));
    }
}
