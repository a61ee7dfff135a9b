package io.ratchet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.bench.Measurement.Figure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tickets into a Redmine of Debian's package: every one arrives, and what it took stands beside the server's own rate.
 */
@Tag("slow")
class TicketsBenchmarkTest {
    private static final int TICKETS = 200;
    private static final Path SCRIPT = Path.of("../connectors/src/test/tickets/redmine");

    @TempDir
    private Path folder;

    private Process redmine;

    @AfterEach
    void stop() throws InterruptedException {
        if (redmine == null) return;
        redmine.descendants().forEach(ProcessHandle::destroy);
        redmine.destroy();
        if (!redmine.waitFor(10, TimeUnit.SECONDS)) redmine.destroyForcibly();
    }

    @Test
    void sendsTicketsToARealRedmineBesideItsOwnRate() throws Exception {
        // Given
        assumeTrue(Files.isDirectory(Path.of("/usr/share/redmine")), "skipped: there is no Redmine on this machine");
        URI address = started();
        String key = Files.readString(folder.resolve("key")).strip();

        // When
        List<Figure> figures = TicketsBenchmark.against(new TicketsBenchmark.Server(address, key, "desk"), TICKETS)
                .run(true);

        // Then
        figures.forEach(figure -> System.out.println(figure));
        assertThat(figures)
                .hasSize(3)
                .allSatisfy(figure -> assertThat(figure.value()).isPositive());
        assertThat(figures.get(1).compared()).isNotNull();
    }

    private URI started() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        redmine = new ProcessBuilder(
                        SCRIPT.toAbsolutePath().normalize().toString(), folder.toString(), Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("start.log").toFile())
                .start();
        Instant until = Instant.now().plus(Duration.ofMinutes(4));
        while (!listens(port)) {
            assertThat(redmine.waitFor(300, TimeUnit.MILLISECONDS))
                    .as("Redmine goes on")
                    .isFalse();
            assertThat(Instant.now()).as("Redmine listens").isBefore(until);
        }
        return URI.create("http://127.0.0.1:" + port);
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
