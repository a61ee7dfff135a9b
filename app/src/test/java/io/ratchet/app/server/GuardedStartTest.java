package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.app.terminal.Lifetime;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog;
import io.ratchet.store.audit.LogGuard;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server that starts again on what was left, or on what is left of it. */
class GuardedStartTest {
    /** Between the first day of NTP, 1900-01-01, and of Java. */
    private static final long SECONDS_BEFORE_1970 = 2_208_988_800L;

    @TempDir
    private Path folder;

    private final Lifetime lifetime = new Lifetime();

    @AfterEach
    void stop() {
        lifetime.closeAll();
    }

    @Test
    void anEmptiedDatabaseIsRefusedUntilTheLossIsAccepted() throws Exception {
        // Given a server whose log has a line, and whose database was taken away
        URI address = start(LogGuard.Accepted.nothing());
        refuseOneSignIn(address);
        lifetime.closeAll();
        Files.delete(data().resolve("ratchet.mv.db"));

        // Then
        assertThatThrownBy(() -> start(LogGuard.Accepted.nothing()))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.LOG_NOT_CONTINUED))
                .hasMessageContaining("has 0 lines, but had 1");
        lifetime.closeAll();

        // When
        start(new LogGuard.Accepted(Optional.of("the disk is gone"), Optional.empty(), "user:local"));
        lifetime.closeAll();
        start(LogGuard.Accepted.nothing());
        lifetime.closeAll();

        // Then
        assertThat(lines()).containsExactly("loss.accepted by user:local");
        assertThat(Files.readString(data().resolve("published/log.vkey"))).contains("/2+");
        try (Stream<Path> before = Files.list(data().resolve("published"))) {
            assertThat(before.filter(path -> path.getFileName().toString().startsWith("before-")))
                    .singleElement()
                    .satisfies(path -> assertThat(Files.readString(path.resolve("log.vkey")))
                            .doesNotContain("/2+"));
        }
    }

    @Test
    void everythingInTheFolderIsItsOwnersAlone() throws IOException {
        // When
        start(LogGuard.Accepted.nothing());

        // Then
        try (Stream<Path> all = Files.walk(data())) {
            for (Path one : all.toList())
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                        .as(one.toString())
                        .isEqualTo(Files.isDirectory(one) ? "rwx------" : "rw-------");
        }
    }

    @Test
    void aClockThatTheTimeServerDoesNotShareIsRefused() throws Exception {
        // Given a time server for which it is 2031
        try (DatagramSocket ntp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> told = CompletableFuture.runAsync(
                    () -> tell(ntp, Instant.parse("2031-05-06T07:08:09Z")), work -> new Thread(work).start());

            // Then
            assertThatThrownBy(() -> start(
                            "clock: {ntp: [\"127.0.0.1:" + ntp.getLocalPort() + "\"]}\n", LogGuard.Accepted.nothing()))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CLOCK_WRONG))
                    .hasMessageContaining("the time server 127.0.0.1:" + ntp.getLocalPort()
                            + " says 2031-05-06T07:08:09Z. Nothing was done.");
            told.join();
        }
    }

    @Test
    void aTimeServerThatNobodyKnowsStopsNoStart() throws Exception {
        start("clock: {ntp: [no-such-host.invalid]}\n", LogGuard.Accepted.nothing());
    }

    /** Answers one question as RFC 5905, section 7.3 has it. */
    private static void tell(DatagramSocket socket, Instant time) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[48], 48);
            socket.receive(packet);
            ByteBuffer message = ByteBuffer.wrap(packet.getData());
            message.putLong(24, message.getLong(40));
            message.put(0, (byte) (4 << 3 | 4)).put(1, (byte) 2);
            message.putLong(40, time.getEpochSecond() + SECONDS_BEFORE_1970 << 32);
            socket.send(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI start(LogGuard.Accepted accepted) throws IOException {
        return start("", accepted);
    }

    private URI start(String settings, LogGuard.Accepted accepted) throws IOException {
        Path config = Files.writeString(folder.resolve("ratchet.yaml"), "http: {port: 0}\n" + settings);
        return new Server(ServeSettings.read(config), Map.of(), lifetime, accepted).start(data());
    }

    private static void refuseOneSignIn(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=wrong"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(303);
    }

    private List<String> lines() {
        try (SqlStore store = Databases.h2(data())) {
            return store.transact(tx -> {
                try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                    return lines.map(line ->
                                    line.event().type() + " by " + line.event().actor())
                            .toList();
                }
            });
        }
    }

    private Path data() {
        return folder.resolve("data");
    }
}
