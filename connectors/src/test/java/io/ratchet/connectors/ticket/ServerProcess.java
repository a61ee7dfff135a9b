package io.ratchet.connectors.ticket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real ticket system, started from its Debian package in a folder of its own. */
final class ServerProcess implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src/test/tickets");

    private final Process process;
    final URI address;
    final Path folder;

    private ServerProcess(Process process, URI address, Path folder) {
        this.process = process;
        this.address = address;
        this.folder = folder;
    }

    /** @param path answers once the server is up, whatever it says */
    static ServerProcess start(String script, Path folder, String path) throws IOException {
        return start(script, folder, path, Map.of());
    }

    /** @param settings of the script, as environment */
    static ServerProcess start(String script, Path folder, String path, Map<String, String> settings)
            throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                        SCRIPTS.resolve(script).toAbsolutePath().toString(),
                        folder.toAbsolutePath().toString(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("start.log").toFile());
        builder.environment().putAll(settings);
        Process process = builder.start();
        ServerProcess server = new ServerProcess(process, URI.create("http://127.0.0.1:" + port), folder);
        try {
            Awaitility.await(script + " answers")
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> server.answers(path));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private boolean answers(String path) throws Exception {
        if (!process.isAlive())
            throw new IllegalStateException("it ended: " + Files.readString(folder.resolve("install.log")));
        try {
            return HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.discarding())
                            .statusCode()
                    > 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
