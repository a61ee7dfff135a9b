package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** A ticket system's HTTP interface as it is documented, as far as we use it; in memory. */
abstract class StubServer implements AutoCloseable {
    /** What came in. */
    record Request(String method, String path, Map<String, String> query, Map<String, String> headers, String body) {
        JsonNode json() {
            try {
                return Json.parse(body);
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            }
        }

        /** The path in its parts. */
        List<String> parts() {
            return Arrays.stream(path.split("/"))
                    .filter(part -> !part.isEmpty())
                    .toList();
        }
    }

    record Reply(int status, String body, Map<String, String> headers) {
        static Reply of(int status, JsonNode json) {
            return new Reply(status, json.toString(), Map.of());
        }

        static Reply ok(JsonNode json) {
            return of(200, json);
        }

        static Reply empty(int status) {
            return new Reply(status, "", Map.of());
        }
    }

    /** What happens to the next request instead of an answer. */
    enum Mishap {
        /** The connection breaks before anything is done. */
        LOST_BEFORE,
        /** The connection breaks after it was done. */
        LOST_AFTER
    }

    private final HttpServer server;
    final List<Request> requests = new ArrayList<>();
    final Queue<Mishap> mishaps = new ConcurrentLinkedQueue<>();
    final Queue<Reply> replies = new ConcurrentLinkedQueue<>();

    StubServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "stub");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    abstract Reply answer(Request request);

    /** Some of a list, as it is asked for by page. */
    static ArrayNode page(Iterable<? extends JsonNode> all, Request request) {
        int size = Integer.parseInt(request.query().get("per_page"));
        return some(all, size * (Integer.parseInt(request.query().get("page")) - 1), size);
    }

    static ArrayNode some(Iterable<? extends JsonNode> all, int from, int most) {
        ArrayNode some = Json.mapper().createArrayNode();
        int number = 0;
        for (JsonNode one : all) if (number++ >= from && some.size() < most) some.add(one);
        return some;
    }

    private void serve(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query(exchange.getRequestURI().getRawQuery()),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        boolean writes = !request.method().equals("GET");
        Mishap mishap = writes ? mishaps.poll() : null;
        Reply reply;
        synchronized (this) {
            requests.add(request);
            if (mishap == Mishap.LOST_BEFORE) reply = Reply.empty(0);
            else reply = writes && !replies.isEmpty() ? replies.poll() : answer(request);
        }
        if (mishap != null) {
            exchange.close();
            return;
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null)
            for (String pair : raw.split("&")) {
                String[] sides = pair.split("=", 2);
                query.put(decoded(sides[0]), sides.length < 2 ? "" : decoded(sides[1]));
            }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
