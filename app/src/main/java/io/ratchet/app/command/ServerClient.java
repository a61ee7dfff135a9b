package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ratchet.app.server.ServerFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--server",
            paramLabel = "URL",
            converter = ServerAddress.Converter.class,
            description =
                    "The server, such as https://ratchet.example (default: the local one). Its token is taken from RATCHET_TOKEN.")
    private Optional<ServerAddress> server = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of the local server (default: ./data, else ./data/demo).")
    private Optional<Path> data = Optional.empty();

    private final Map<String, String> environment = System.getenv();

    JsonNode get(String path) throws IOException {
        return json(request(path).GET().build());
    }

    /** An answer that is no JSON, as text. */
    String text(String path) throws IOException {
        HttpRequest request = request(path).GET().build();
        HttpResponse<byte[]> answer = exchange(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200)
            throw new ServerAnswer(request, answer.statusCode(), answer.headers(), answer.body()).refused();
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    JsonNode post(String path, Map<String, String> fields) throws IOException {
        var body = JsonNodeFactory.instance.objectNode();
        fields.forEach(body::put);
        return json(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** Streams a file as it is. */
    JsonNode upload(String path, Path file) throws IOException {
        return json(request(path)
                .header("Content-Type", "application/octet-stream")
                .POST(bytesOf(file))
                .build());
    }

    /** For a question that takes the server long. */
    JsonNode post(String path, String contentType, byte[] body) throws IOException {
        return json(request(path)
                .timeout(LONG_PATIENCE)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    /** Streams the answer into a file, which appears only once it is whole. */
    void download(String path, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        InputFile.writable(file);
        HttpRequest request = request(path).GET().build();
        try {
            HttpResponse<Path> answer = exchange(
                    request,
                    info -> info.statusCode() == 200
                            ? BodyHandlers.ofFile(part).apply(info)
                            : HttpResponse.BodySubscribers.mapping(
                                    HttpResponse.BodySubscribers.ofByteArray(), bytes -> {
                                        throw new ServerAnswer(request, info.statusCode(), info.headers(), bytes)
                                                .refused();
                                    }));
            Files.move(answer.body(), file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static BodyPublisher bytesOf(Path file) throws IOException {
        InputFile.readable(file);
        return BodyPublishers.ofFile(file);
    }

    private HttpRequest.Builder request(String path) throws IOException {
        Optional<ServerFiles> local = server.isPresent() ? Optional.empty() : local();
        URI base = server.map(ServerAddress::uri)
                .or(() -> local.flatMap(ServerFiles::address))
                .orElseThrow(
                        () -> Refusal.couldNotStart(
                                "No server is running on this folder's data; start 'ratchet serve' or 'ratchet demo', or name one with --server URL."));
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        Optional.ofNullable(environment.get("RATCHET_TOKEN"))
                .filter(token -> !token.isBlank())
                .or(() -> local.flatMap(ServerFiles::token))
                .ifPresent(token -> request.header("Authorization", "Bearer " + sendable(token.strip())));
        return request;
    }

    /** A header takes no other characters; the client would say so and quote the token. */
    private static String sendable(String token) {
        if (token.chars().allMatch(c -> c > ' ' && c < 0x7F)) return token;
        throw Refusal.couldNotStart(
                "RATCHET_TOKEN holds a blank or a character that no token has; set it to the token alone.");
    }

    private Optional<ServerFiles> local() {
        data.ifPresent(folder -> {
            if (!Files.isDirectory(folder))
                throw Refusal.couldNotStart(
                        "There is no data folder '" + folder
                                + "'; give --data the folder that the server was started on, or name the server with --server URL.");
        });
        if (data.isPresent()) return data.map(ServerFiles::new);
        ServerFiles served = new ServerFiles(Path.of("data"));
        return Optional.of(served.address().isPresent() ? served : new ServerFiles(Path.of("data", "demo")));
    }

    private static JsonNode json(HttpRequest request) throws IOException {
        HttpResponse<byte[]> answer = exchange(request, BodyHandlers.ofByteArray());
        return new ServerAnswer(request, answer.statusCode(), answer.headers(), answer.body()).json();
    }

    private static <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return HttpClient.newBuilder()
                    .connectTimeout(CONNECT_PATIENCE)
                    .build()
                    .send(request, handler);
        } catch (IOException e) {
            if (e.getCause() instanceof Refusal refusal) throw refusal;
            throw Unanswered.because(request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.couldNotStart("Stopped while waiting for " + ServerAddress.of(request.uri()) + ".", e);
        }
    }
}
