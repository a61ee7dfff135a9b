package io.ratchet.connectors.credentials;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers as Vault's documentation shows that it does: the key-value engine, version 2, at {@code secret}, and
 * AppRoles.
 */
final class VaultStub implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String> entries = new HashMap<>();
    private final Set<String> tokens = new HashSet<>();
    private final List<String> asked = new ArrayList<>();
    private Optional<String> namespace = Optional.empty();
    private int status = 200;
    private String page = "";
    private int given;
    private long lasts = 1200;

    VaultStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** @param fields as JSON */
    synchronized VaultStub keeps(String path, String fields) {
        entries.put("/v1/secret/data/" + path, fields);
        return this;
    }

    synchronized VaultStub knows(String token) {
        tokens.add(token);
        return this;
    }

    synchronized void forgetsTokens() {
        tokens.clear();
    }

    /** @param seconds for which tokens are good from now on; 0: for ever */
    synchronized void givesTokensFor(long seconds) {
        lasts = seconds;
    }

    /** What it answers to everything from now on. */
    synchronized void says(int status, String page) {
        this.status = status;
        this.page = page;
    }

    /** What it was asked, {@code METHOD /path}, first things first. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    synchronized Optional<String> namespace() {
        return namespace;
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Reply reply = reply(exchange, body);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Reply(int status, String body) {}

    private synchronized Reply reply(HttpExchange exchange, String body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + path);
        namespace = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Vault-Namespace"));
        if (status != 200) return new Reply(status, page);
        if (path.equals("/v1/auth/approle/login")) return signIn(body);
        String token = exchange.getRequestHeaders().getFirst("X-Vault-Token");
        if (!tokens.contains(token)) return new Reply(403, "{\"errors\":[\"permission denied\"]}");
        String fields = entries.get(path);
        if (fields == null) return new Reply(404, "{\"errors\":[]}");
        return new Reply(
                200,
                "{\"request_id\":\"r\",\"lease_id\":\"\",\"renewable\":false,\"lease_duration\":0,\"data\":{\"data\":"
                        + fields
                        + ",\"metadata\":{\"created_time\":\"2018-03-22T02:24:06.945319214Z\",\"deletion_time\":\"\","
                        + "\"destroyed\":false,\"version\":2}}}");
    }

    private Reply signIn(String body) throws IOException {
        var said = Json.parse(body);
        if (!said.path("role_id").asText().equals("role")
                || !said.path("secret_id").asText().equals("s3cret"))
            return new Reply(400, "{\"errors\":[\"invalid role or secret ID\"]}");
        String token = "hvs." + ++given;
        tokens.add(token);
        return new Reply(
                200,
                "{\"auth\":{\"client_token\":\"" + token + "\",\"accessor\":\"a\",\"policies\":[\"default\"],"
                        + "\"lease_duration\":" + lasts + ",\"renewable\":true}}");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
