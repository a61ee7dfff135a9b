package io.ratchet.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ratchet.app.server.ServerFiles;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The demo in a process of its own, which can really be killed. */
final class DemoProcess implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path data;
    private final Path out;
    private final Path err;
    private final Process process;

    private DemoProcess(Path data, Path out, Path err, Process process) {
        this.data = data;
        this.out = out;
        this.err = err;
        this.process = process;
    }

    /** Starts {@code ratchet demo} on {@code data}, as the launcher would. */
    static DemoProcess start(Path data, String... options) throws IOException {
        Path log = Files.createDirectories(data.resolveSibling("log"));
        Path out = Files.createTempFile(log, "demo", ".out");
        Path err = Files.createTempFile(log, "demo", ".err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.ratchet.app.Ratchet",
                "demo",
                "--data",
                data.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new DemoProcess(data, out, err, process);
    }

    /** Waits for the page to be there. Its address alone tells nothing: one that was killed leaves it behind. */
    DemoProcess untilItServes() {
        await().atMost(LONGEST).pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(process.isAlive()).as(err()).isTrue();
            return err().contains("Approve the plans at ");
        });
        return this;
    }

    /** Approves the plan of everything that waits, as a person at the page would; returns how many. */
    int approveAll() throws IOException, InterruptedException {
        JsonNode entries = get("/api/v1/queue").path("entries");
        for (JsonNode entry : entries) {
            String hash = entry.at("/remediation/plan/hash").asText();
            String id = entry.at("/remediation/id").asText();
            String body =
                    JsonNodeFactory.instance.objectNode().put("planHash", hash).toString();
            HttpRequest request = HttpRequest.newBuilder(address().resolve("/api/v1/remediations/" + id + "/approve"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body))
                    .build();
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            assertThat(status).as("approval of %s", id).isEqualTo(200);
        }
        return entries.size();
    }

    /** The remediations that are in {@code state} now. */
    List<JsonNode> remediations(String state) {
        try {
            List<JsonNode> found = new ArrayList<>();
            get("/api/v1/remediations?state=" + state).path("remediations").forEach(found::add);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Kills it as a power cut would: no hook of its own runs. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Asks it to stop, as Ctrl-C does; returns its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return exit();
    }

    /** Waits for its end. */
    int exit() throws InterruptedException {
        assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS))
                .as(err())
                .isTrue();
        return process.exitValue();
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address().resolve(path)).build();
        return Json.parse(client.send(request, BodyHandlers.ofString()).body());
    }

    /** Where its page is. */
    URI address() {
        return new ServerFiles(data).address().orElseThrow();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
