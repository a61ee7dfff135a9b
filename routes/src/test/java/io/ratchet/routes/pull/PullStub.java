package io.ratchet.routes.pull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A source's HTTP interface: answers as it is documented are given for each request in turn. */
final class PullStub implements AutoCloseable {
    /** What came in: the query or the form decoded. */
    record Request(String line, Map<String, String> fields, Map<String, String> headers, String body) {}

    record Reply(int status, String body, Map<String, String> headers) {}

    @FunctionalInterface
    interface Answering {
        Reply answer(Request request);
    }

    private final HttpServer server;
    private final List<Request> requests = new ArrayList<>();
    private Answering answering = request -> status(500);

    PullStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    static Reply ok(String body) {
        return new Reply(200, body, Map.of());
    }

    static Reply status(int status, String... headers) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) all.put(headers[i], headers[i + 1]);
        return new Reply(status, "{\"error\":\"" + status + "\"}", all);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized void answers(Answering by) {
        answering = by;
    }

    /** Method and path of all requests. */
    synchronized List<String> asked() {
        return requests.stream().map(Request::line).toList();
    }

    synchronized Request last() {
        return requests.get(requests.size() - 1);
    }

    private synchronized void serve(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> fields = new LinkedHashMap<>();
        fields(exchange.getRequestURI().getRawQuery(), fields);
        if (headers.getOrDefault("content-type", "").contains("form")) fields(body, fields);
        Request request = new Request(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(), fields, headers, body);
        requests.add(request);
        Reply reply = answering.answer(request);
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void fields(String encoded, Map<String, String> into) {
        if (encoded == null) return;
        for (String pair : encoded.split("&")) {
            String[] sides = pair.split("=", 2);
            into.put(
                    URLDecoder.decode(sides[0], StandardCharsets.UTF_8),
                    sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
