package io.ratchet.bench;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.store.audit.AuditExport;
import io.ratchet.store.audit.AuditVerify;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.audit.SigningKey;
import io.ratchet.store.audit.Verdict;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.store.tlog.TreeHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How fast the audit log takes events on an embedded H2 file, what the tree costs beside a bare table, what publishing
 * costs beside that, and how fast an export is checked beside hashing its lines and nothing else.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
public class AuditBenchmark {
    private static final int MANY = 200;
    private static final int LINES = 20_000;

    private Path folder;
    private SqlStore store;
    private HeadPublisher publisher;
    private long number;

    /** An export, and its lines. */
    @State(Scope.Benchmark)
    public static class Exported {
        private Path folder;
        private Path file;
        private List<byte[]> lines;

        @Setup
        public void write() throws IOException {
            folder = Files.createTempDirectory("ratchet-bench");
            try (SqlStore store = SqlStore.h2(folder)) {
                store.run(tx -> {
                    for (int i = 0; i < LINES; i++) tx.audit().append(event(i));
                });
                lines = store.transact(tx -> {
                    try (Stream<byte[]> leaves = tx.audit().written(0)) {
                        return leaves.toList();
                    }
                });
                file = AuditExport.write(
                                store,
                                folder.resolve("export.zip"),
                                Clock.systemUTC(),
                                SigningKey.open(folder.resolve("keys")))
                        .file();
            }
        }

        @TearDown
        public void close() throws IOException {
            remove(folder);
        }
    }

    static Measurement measured() {
        return new JmhMeasurement(
                        "audit",
                        "Appends to the audit log on an embedded H2 file, publishes it and checks it.",
                        AuditBenchmark.class)
                .figure("bareRows", "rows into a bare table, " + MANY + " per transaction")
                .figure("appendMany", "audit events, " + MANY + " per transaction", "bareRows")
                .figure("appendOne", "audit events, 1 per transaction")
                .figure("publishMany", "audit events, " + MANY + " per transaction, each published", "appendMany")
                .figure("bareHashes", "lines of " + LINES + " hashed as leaves")
                .figure("verify", "lines of an export of " + LINES + " checked", "bareHashes");
    }

    @Setup
    public void open() throws IOException, SQLException {
        folder = Files.createTempDirectory("ratchet-bench");
        store = SqlStore.h2(folder);
        publisher = new HeadPublisher(
                store,
                folder.resolve("keys"),
                HeadPublisher.Settings.alone(folder.resolve("published")),
                (to, contentType, body) -> {
                    throw new IOException("nobody is asked");
                },
                Clock.systemUTC(),
                remark -> {});
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table bare (sequence bigint primary key, asset character varying, line bytea)");
        }
    }

    @TearDown
    public void close() throws IOException {
        store.close();
        remove(folder);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : innermostFirst) Files.delete(file);
        }
    }

    @Benchmark
    public long appendOne() {
        return store.transact(tx -> tx.audit().append(event()));
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public long publishMany() {
        long last = appendMany();
        publisher.publish();
        return last;
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public int bareHashes(Exported exported) {
        int sum = 0;
        for (byte[] line : exported.lines) sum += TreeHashes.leaf(line)[0];
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public boolean verify(Exported exported) {
        Verdict verdict = AuditVerify.verify(exported.file, AuditVerify.Against.nothing(Instant.now()));
        if (!verdict.holds()) throw new IllegalStateException(verdict.json());
        return true;
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public long appendMany() {
        return store.transact(tx -> {
            for (int i = 1; i < MANY; i++) tx.audit().append(event());
            return tx.audit().append(event());
        });
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public int bareRows() throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into bare values (?, ?, ?)")) {
            connection.setAutoCommit(false);
            byte[] line = new byte[400];
            for (int i = 0; i < MANY; i++) {
                insert.setLong(1, number++);
                insert.setString(2, "host" + number % 1000 + ".corp.example");
                insert.setBytes(3, line);
                insert.addBatch();
            }
            int rows = insert.executeBatch().length;
            connection.commit();
            return rows;
        }
    }

    /** As large as most events are: one applied registry action. */
    private AuditEvent event() {
        return event(++number);
    }

    private static AuditEvent event(long number) {
        return new AuditEvent(
                Instant.parse("2018-09-20T22:00:00Z").plusMillis(number),
                "step.applied",
                "ratchet",
                new AssetId("host" + number % 1000 + ".corp.example"),
                "0f8fad5b-d9cb-469f-a165-70867728950e",
                Map.of(
                        "runId", "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                        "call", "10.1",
                        "action", "registry",
                        "changed", true,
                        "before", Map.of("kind", "dword", "value", "160", "keyExisted", "true"),
                        "after", Map.of("kind", "dword", "value", "2176"),
                        "restart", "reboot"));
    }
}
