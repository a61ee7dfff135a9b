package io.ratchet.connectors.notice;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The incoming webhook of a chat; what it was posted can be read. */
final class ChatStub implements AutoCloseable {
    /** @param status 0: it hangs up without an answer */
    record Reply(int status, String body, Map<String, String> headers) {}

    final List<String> posts = new ArrayList<>();
    final List<String> types = new ArrayList<>();
    final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    ChatStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    JsonNode only() throws IOException {
        return Json.parse(posts.get(posts.size() - 1));
    }

    private void serve(HttpExchange exchange) throws IOException {
        posts.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        types.add(exchange.getRequestHeaders().getFirst("Content-Type"));
        Reply reply = replies.isEmpty() ? new Reply(200, "ok", Map.of()) : replies.remove();
        if (reply.status() != 0) {
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
