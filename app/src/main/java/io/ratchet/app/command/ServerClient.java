package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Option;

/**
 * The connection of a command to a running server. Without {@code --server} it is the one that serves the data folder:
 * it leaves its address and, for the owner of the folder only, its token there.
 */
final class ServerClient {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LONG_PATIENCE = Duration.ofHours(2);
    private static final int PER_PAGE = 1000;
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

    /** One run of a command; each of its changes is told apart by a number. */
    private final String run = UUID.randomUUID().toString();

    private int changes;

    JsonNode get(String path) throws IOException {
        return json(request(path).GET().build());
    }

    /** What is to be had of it; empty where there is no such thing, or the sender may not see it. */
    Optional<JsonNode> find(String path) throws IOException {
        ServerAnswer answer = answer(request(path).GET().build());
        return answer.status() == 404 || answer.status() == 403 ? Optional.empty() : Optional.of(answer.json());
    }

    /** An answer that is no JSON, as text. */
    String text(String path) throws IOException {
        HttpRequest request = request(path).GET().build();
        HttpResponse<byte[]> answer = exchange(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200)
            throw new ServerAnswer(request, answer.statusCode(), answer.headers(), answer.body()).refused();
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /**
     * A whole list that the server tells page by page: its first page with the rows of all others.
     *
     * @param path with its query but without a limit
     */
    JsonNode all(String path, String... lists) throws IOException {
        JsonNode whole = null;
        Optional<String> next = Optional.of(path + (path.contains("?") ? "&" : "?") + "limit=" + PER_PAGE);
        while (next.isPresent()) {
            ServerAnswer answer = answer(request(next.get()).GET().build());
            JsonNode page = answer.json();
            if (whole == null) whole = page;
            else for (String list : lists) page.path(list).forEach(((ObjectNode) whole).withArray(list)::add);
            next = answer.next();
        }
        return Objects.requireNonNull(whole, "a list has a first page");
    }

    /** A change, under a key of its own. */
    JsonNode post(String path, Map<String, String> fields) throws IOException {
        var body = JsonNodeFactory.instance.objectNode();
        fields.forEach(body::put);
        return change(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    /** A change, under a key of its own, that takes the server long. */
    JsonNode post(String path, byte[] json) throws IOException {
        return change(request(path)
                .timeout(LONG_PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json)));
    }

    /** Of a secret nothing is kept, so no key is taken with it. */
    JsonNode postSecret(String path, byte[] json) throws IOException {
        return json(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json))
                .build());
    }

    /**
     * Whoever has no answer does not know whether it was carried out. The server does, by the key: so the same request
     * is sent once more, and is answered as it was before.
     */
    private JsonNode change(HttpRequest.Builder asked) throws IOException {
        return twice(asked.header("Idempotency-Key", run + "-" + ++changes).build())
                .answer();
    }

    /** @param again whether it was sent a second time, since no answer came to the first */
    record Sent(JsonNode answer, boolean again) {}

    /** Sends once more what does nothing a second time, where the server may have had it and no answer came. */
    private static Sent twice(HttpRequest request) throws IOException {
        try {
            return new Sent(answered(request), false);
        } catch (IOException e) {
            if (!Unanswered.lost(e)) throw Unanswered.because(request.uri(), e);
        }
        try {
            return new Sent(answered(request), true);
        } catch (IOException e) {
            throw Unanswered.twice(request.uri(), e);
        }
    }

    private static JsonNode answered(HttpRequest request) throws IOException {
        HttpResponse<byte[]> answer = send(request, BodyHandlers.ofByteArray());
        return new ServerAnswer(request, answer.statusCode(), answer.headers(), answer.body()).json();
    }

    /** Streams a report as it is. The server knows it by its hash, so it takes no key to be sent once more. */
    Sent upload(String path, Path file) throws IOException {
        return twice(request(path)
                .header("Content-Type", "application/octet-stream")
                .POST(bytesOf(file))
                .build());
    }

    /** For a question that takes the server long and changes nothing. */
    JsonNode ask(String path, String contentType, byte[] body) throws IOException {
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
        return answer(request).json();
    }

    private static ServerAnswer answer(HttpRequest request) throws IOException {
        HttpResponse<byte[]> answer = exchange(request, BodyHandlers.ofByteArray());
        return new ServerAnswer(request, answer.statusCode(), answer.headers(), answer.body());
    }

    private static <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return send(request, handler);
        } catch (IOException e) {
            throw Unanswered.because(request.uri(), e);
        }
    }

    private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return HttpClient.newBuilder()
                    .connectTimeout(CONNECT_PATIENCE)
                    .build()
                    .send(request, handler);
        } catch (IOException e) {
            if (e.getCause() instanceof Refusal refusal) throw refusal;
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.couldNotStart("Stopped while waiting for " + ServerAddress.of(request.uri()) + ".", e);
        }
    }
}
