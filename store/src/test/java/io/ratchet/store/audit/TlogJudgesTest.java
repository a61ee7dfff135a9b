package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.store.Examples;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.Post;
import io.ratchet.store.tlog.Witness;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that others wrote from the same standard: aics-tlog 0.2.1, which checks, and aics-witness 0.1.0, which
 * cosigns. {@code ./ratchet test --all} installs them.
 */
@Tag("slow")
class TlogJudgesTest {
    private static final Path PROGRAMS = Path.of(System.getProperty("ratchet.tlog", "../.ratchet/tlog/bin"));
    private static final String ORIGIN = "ratchet.example/audit";
    private static final String WITNESS = "witness.example/w1";

    @TempDir
    private Path folder;

    private final SqlStore store = Databases.inMemory();
    private Process witness;
    private String witnessKey = "";
    private int port;

    @BeforeEach
    void serveWitness() throws Exception {
        assumeTrue(Files.isExecutable(PROGRAMS.resolve("aics-witness")), "aics-witness is not installed");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Ended init = run("aics-witness", "init", "-c", "w.json", "--name", WITNESS, "--listen", "127.0.0.1:" + port);
        witnessKey = init.output()
                .lines()
                .filter(line -> line.startsWith(WITNESS + "+"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(init.output()));
        String vkey = publisher(List.of()).noteKey().vkey();
        good(run("aics-witness", "add-log", "-c", "w.json", "--origin", ORIGIN, "--vkey", vkey));
        Files.writeString(folder.resolve("log.vkey"), vkey + "\n");
        witness = new ProcessBuilder(program("aics-witness"), "serve", "-c", "w.json")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("witness.log").toFile())
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(folder.resolve("witness.log")).contains("listening on"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        store.close();
        if (witness == null) return;
        witness.destroy();
        assertThat(witness.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aWitnessCosignsALogThatGrowsAndNoneThatWasRewritten() throws Exception {
        // Given
        append(store, 0, 20);
        Path first = export(store, "first.zip");
        append(store, 20, 600);
        Path second = export(store, "second.zip");

        // Then
        Verdict verdict = AuditVerify.verify(
                second,
                new AuditVerify.Against(
                        Optional.empty(),
                        Optional.of(first),
                        Instant.now(),
                        new AuditVerify.Others(List.of(NoteKey.read(witnessKey)), 1, Optional.empty())));
        assertThat(verdict.holds()).as(verdict.json()).isTrue();
        assertThat(verdict.vouched().witnessedBy()).containsExactly(WITNESS);
        try (SqlStore other = Databases.inMemory();
                SqlStore shorter = Databases.inMemory()) {
            append(other, 1, 700);
            append(shorter, 0, 30);
            assertThatThrownBy(() -> export(other, "third.zip")).hasMessageContaining("refused it with status 422");
            assertThatThrownBy(() -> export(shorter, "fourth.zip"))
                    .hasMessageContaining("has seen 600 lines of this log, which has only 30");
        }
    }

    @Test
    void aCheckerTakesCheckpointTilesAndProofs() throws Exception {
        // Given
        append(store, 0, 20);
        Path first = export(store, "first.zip");
        append(store, 20, 600);
        Path second = export(store, "second.zip");
        ExportProofs.tiles(second, folder.resolve("tiles"));
        ExportProofs.proofs(second, folder.resolve("proofs"), line -> line.sequence() == 300);
        Files.write(folder.resolve("old"), ExportZip.read(first).parts().get("checkpoint"));

        // Then
        good(run("aics-tlog", "verify-checkpoint", "--tiles", "tiles", "--vkey-file", "log.vkey", "--origin", ORIGIN));
        good(run(
                "aics-tlog",
                "verify-checkpoint",
                "--note",
                "tiles/checkpoint",
                "--vkey-file",
                "log.vkey",
                "--witness-key",
                witnessKey,
                "--quorum",
                "1"));
        good(run(
                "aics-tlog",
                "verify-consistency",
                "--old-checkpoint",
                "old",
                "--tiles",
                "tiles",
                "--vkey-file",
                "log.vkey"));
        good(inclusion("300"));
        assertThat(inclusion("301").exit()).isEqualTo(1);
        good(run("aics-tlog", "verify-checkpoint", "--tiles", "published-first", "--vkey-file", "log.vkey"));
    }

    private Ended inclusion(String index) throws Exception {
        return run(
                "aics-tlog",
                "verify-inclusion",
                "--leaf",
                "proofs/300.entry",
                "--index",
                index,
                "--tiles",
                "tiles",
                "--vkey-file",
                "log.vkey");
    }

    private Path export(SqlStore from, String name) {
        HeadPublisher publisher =
                publisher(from, List.of(new Witness(NoteKey.read(witnessKey), URI.create("http://127.0.0.1:" + port))));
        return AuditExport.write(
                        from,
                        folder.resolve(name),
                        Instant.now(),
                        publisher.key(),
                        AuditSelection.all(),
                        publisher.head(),
                        Optional.empty(),
                        Collections.emptySortedMap())
                .file();
    }

    private HeadPublisher publisher(List<Witness> witnesses) {
        return publisher(store, witnesses);
    }

    /** Each log has a folder of its own, as a server has that was put up anew. */
    private HeadPublisher publisher(SqlStore from, List<Witness> witnesses) {
        HeadPublisher.Settings settings = new HeadPublisher.Settings(
                folder.resolve(from == store ? "published-first" : "published-" + System.identityHashCode(from)),
                Optional.of(ORIGIN),
                Duration.ofHours(1),
                witnesses,
                witnesses.size(),
                Optional.empty());
        return new HeadPublisher(from, folder.resolve("keys"), settings, post(), Clock.systemUTC(), remark -> {});
    }

    private static Post post() {
        HttpClient client = HttpClient.newHttpClient();
        return (to, contentType, body) -> {
            try {
                HttpResponse<byte[]> answer = client.send(
                        HttpRequest.newBuilder(to)
                                .header("Content-Type", contentType)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                return new Post.Answer(answer.statusCode(), answer.body());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
    }

    private static void append(SqlStore store, int from, int to) {
        store.run(tx -> IntStream.range(from, to).forEach(i -> tx.audit().append(Examples.event(i))));
    }

    private record Ended(int exit, String output) {}

    private static void good(Ended ended) {
        assertThat(ended.exit()).as(ended.output()).isZero();
    }

    private static String program(String name) {
        return PROGRAMS.resolve(name).toAbsolutePath().toString();
    }

    private Ended run(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program(name)));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
