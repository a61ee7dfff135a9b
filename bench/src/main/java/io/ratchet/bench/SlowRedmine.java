package io.ratchet.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As much of Redmine as a new ticket needs: an upload, an issue, and the issue read back. Like the real one it works on
 * a few requests at once and takes its time for each.
 */
final class SlowRedmine implements AutoCloseable {
    /** The threads of the Puma that Debian's Redmine runs in. */
    private static final int WORKERS = 5;

    private static final Duration WRITE = Duration.ofMillis(5);
    private static final Duration READ = Duration.ofMillis(2);

    private final HttpServer server;
    private final ExecutorService waiting = Executors.newCachedThreadPool(SlowRedmine::daemon);
    private final ExecutorService work = Executors.newFixedThreadPool(WORKERS, SlowRedmine::daemon);
    private final Semaphore workers = new Semaphore(WORKERS, true);
    private final Map<String, String> subjects = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /** The JDK's server would hold the second packet of each answer back until the first is acknowledged. */
    SlowRedmine() throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(waiting);
        server.createContext("/", this::serve);
        server.start();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "slow-redmine");
        thread.setDaemon(true);
        return thread;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        workers.acquireUninterruptibly();
        Duration takes = exchange.getRequestMethod().equals("GET") ? READ : WRITE;
        Executor later = CompletableFuture.delayedExecutor(takes.toMillis(), TimeUnit.MILLISECONDS, work);
        later.execute(() -> answer(exchange, body));
    }

    private void answer(HttpExchange exchange, byte[] body) {
        workers.release();
        try (exchange) {
            boolean reads = exchange.getRequestMethod().equals("GET");
            ObjectNode answer =
                    reads ? shown(exchange) : written(exchange.getRequestURI().getPath(), body);
            byte[] bytes = Json.line(answer).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reads ? 200 : 201, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode written(String path, byte[] body) throws IOException {
        if (path.equals("/uploads.json"))
            return Json.object().set("upload", Json.object().put("token", "7.abc"));
        String subject = Json.parse(new String(body, StandardCharsets.UTF_8))
                .at("/issue/subject")
                .asText();
        String id = Long.toString(last.incrementAndGet());
        subjects.put(id, subject);
        return Json.object().set("issue", issue(id, subject));
    }

    private ObjectNode shown(HttpExchange exchange) {
        String id = exchange.getRequestURI().getPath().replaceAll("\\D", "");
        return Json.object().set("issue", issue(id, subjects.getOrDefault(id, "")));
    }

    private static ObjectNode issue(String id, String subject) {
        ObjectNode issue = Json.object().put("id", Long.parseLong(id)).put("subject", subject);
        issue.putObject("status").put("id", 1).put("name", "New").put("is_closed", false);
        issue.putNull("closed_on").putArray("journals");
        return issue;
    }

    @Override
    public void close() {
        server.stop(0);
        waiting.shutdownNow();
        work.shutdownNow();
    }
}
