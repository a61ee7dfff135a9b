package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ratchet.app.server.ServerFiles;
import io.ratchet.wire.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The connection of a command to a running server. Without {@code --server} it is the one that serves the data folder:
 * it leaves its address and, for the owner of the folder only, its token there.
 */
final class ServerClient {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LONG_PATIENCE = Duration.ofHours(2);

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server; without it, the local one. Its token is in RATCHET_TOKEN.")
    private Optional<URI> server = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of the local server (default: ./data, else ./data/demo).")
    private Optional<Path> data = Optional.empty();

    private final Map<String, String> environment = System.getenv();

    JsonNode get(String path) throws IOException {
        return json(send(request(path).GET().build()));
    }

    JsonNode post(String path, Map<String, String> fields) throws IOException {
        var body = JsonNodeFactory.instance.objectNode();
        fields.forEach(body::put);
        return json(send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build()));
    }

    /** Streams a file as it is. */
    JsonNode upload(String path, Path file) throws IOException {
        return json(send(request(path)
                .header("Content-Type", "application/octet-stream")
                .POST(bytesOf(file))
                .build()));
    }

    /** For a question that takes the server long. */
    JsonNode post(String path, String contentType, byte[] body) throws IOException {
        return json(send(request(path)
                .timeout(LONG_PATIENCE)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build()));
    }

    /** Streams the answer into a file, which appears only once it is whole. */
    void download(String path, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        HttpRequest request = request(path).GET().build();
        try {
            HttpResponse<Path> answer = exchange(
                    request,
                    info -> info.statusCode() == 200
                            ? BodyHandlers.ofFile(part).apply(info)
                            : HttpResponse.BodySubscribers.mapping(
                                    HttpResponse.BodySubscribers.ofByteArray(), bytes -> {
                                        throw refused(info.statusCode(), bytes);
                                    }));
            Files.move(answer.body(), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static BodyPublisher bytesOf(Path file) throws IOException {
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw Refusal.couldNotStart("There is no file '" + file + "' that may be read.", e);
        }
    }

    private HttpRequest.Builder request(String path) throws IOException {
        Optional<ServerFiles> local = server.isPresent() ? Optional.empty() : local();
        URI base = server.or(() -> local.flatMap(ServerFiles::address))
                .orElseThrow(
                        () -> Refusal.couldNotStart(
                                "No server is running on this folder's data; start 'ratchet serve' or 'ratchet demo', or name one with --server URL."));
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        Optional.ofNullable(environment.get("RATCHET_TOKEN"))
                .or(() -> local.flatMap(ServerFiles::token))
                .ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private Optional<ServerFiles> local() {
        if (data.isPresent()) return data.map(ServerFiles::new);
        ServerFiles served = new ServerFiles(Path.of("data"));
        return Optional.of(served.address().isPresent() ? served : new ServerFiles(Path.of("data", "demo")));
    }

    private static byte[] send(HttpRequest request) throws IOException {
        HttpResponse<byte[]> answer = exchange(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) throw refused(answer.statusCode(), answer.body());
        return answer.body();
    }

    private static <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        String where = request.uri().getScheme() + "://" + request.uri().getAuthority();
        try {
            return HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(10))
                    .build()
                    .send(request, handler);
        } catch (ConnectException | HttpTimeoutException e) {
            throw Refusal.couldNotStart("No server answers at " + where + "; is it running?", e);
        } catch (IOException e) {
            if (e.getCause() instanceof Refusal refusal) throw refusal;
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.couldNotStart("Stopped while waiting for " + where + ".", e);
        }
    }

    private static JsonNode json(byte[] body) throws IOException {
        return body.length == 0
                ? JsonNodeFactory.instance.objectNode()
                : Json.mapper().readTree(body);
    }

    private static Refusal refused(int status, byte[] body) {
        String sentence = "The server answered " + status + ".";
        if (status == 401) sentence = "The server wants a token; set RATCHET_TOKEN to yours.";
        try {
            sentence = Json.mapper().readTree(body).path("detail").asText(sentence);
        } catch (IOException e) {
            // Not a problem document, such as a proxy's page: the status has to do.
            sentence += " " + new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8).strip();
        }
        return status / 100 == 4 ? Refusal.couldNotStart(sentence) : Refusal.notAsWished(sentence);
    }
}
