package io.ratchet.bench;

import io.ratchet.app.server.HeadKeeper;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.audit.LogGuard;
import io.ratchet.store.audit.OtherClocks;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.SignedNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How long after a line of the audit log is handed to the store it can be proven: until a checkpoint that covers it
 * stands in the published folder, which is read as an outsider would, while 5,000 lines come each second. The
 * checkpoint is forced to the disk; so is a commit on PostgreSQL unless its settings say otherwise.
 */
final class ProvableBenchmark implements Measurement {
    /** The JDBC URL of an empty PostgreSQL database, to measure that as well. */
    static final String DATABASE = "ratchet.bench.database";

    private static final int RATE = 5_000;
    /** Of lines, in one transaction: so many come within ten milliseconds. */
    private static final int BATCH = RATE / 100;

    private static final Duration LOOK = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int WARM_UP_SECONDS = 3;
    private static final int SECONDS = 20;

    @Override
    public String name() {
        return "audit-provable";
    }

    @Override
    public String about() {
        return "Tells how soon a line of the audit log can be proven while " + RATE + " come each second.";
    }

    @Override
    public List<Figure> run(boolean quick) {
        List<Figure> figures = new ArrayList<>();
        try {
            Path folder = Files.createTempDirectory("ratchet-bench");
            try {
                figures.addAll(measured("H2", SqlStore.h2(folder.resolve("database")), folder.resolve("h2"), quick));
                String database = System.getProperty(DATABASE);
                if (database != null) {
                    PGSimpleDataSource source = new PGSimpleDataSource();
                    source.setURL(database);
                    figures.addAll(measured("PostgreSQL", SqlStore.open(source), folder.resolve("postgres"), quick));
                }
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return figures;
    }

    private static List<Figure> measured(String database, SqlStore opened, Path folder, boolean quick)
            throws IOException {
        Path published = folder.resolve("published");
        Path keys = folder.resolve("keys");
        List<Double> millis;
        try (SqlStore store = opened) {
            Clock clock = Clock.systemUTC();
            OtherClocks none = new OtherClocks(Optional.empty(), Map.of());
            LogGuard.Accepted nothing = LogGuard.Accepted.nothing();
            LogGuard guard = LogGuard.open(store, keys, clock, none, nothing);
            HeadPublisher publisher = new HeadPublisher(
                    store,
                    keys,
                    HeadPublisher.Settings.alone(published),
                    (to, contentType, body) -> {
                        throw new IOException("nobody is asked");
                    },
                    clock,
                    remark -> {});
            try (HeadKeeper keeper = new HeadKeeper(guard, publisher, PAUSE)) {
                store.observeAudit((type, code, lines) -> keeper.grown());
                millis = new Lines(store, published.resolve("checkpoint")).provable(quick ? 1 : SECONDS, quick);
            }
        }
        return List.of(
                new Figure("append to provable p95, " + database, share(millis, 95), "ms", null),
                new Figure("append to provable p50, " + database, share(millis, 50), "ms", null));
    }

    private static double share(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /** Lines that come at their rate, on one thread, and the checkpoint as it is seen meanwhile. */
    private static final class Lines {
        private final SqlStore store;
        private final Path checkpoint;
        private final List<Waiting> waiting = new ArrayList<>();
        private final List<Double> millis = new ArrayList<>();
        private long number;

        /** @param size of the log behind its last line */
        private record Waiting(long size, long since, boolean counts) {}

        Lines(SqlStore store, Path checkpoint) {
            this.store = store;
            this.checkpoint = checkpoint;
        }

        List<Double> provable(int seconds, boolean quick) throws IOException {
            int warmUp = quick ? 0 : 100 * WARM_UP_SECONDS;
            int batches = warmUp + 100 * seconds;
            long begun = System.nanoTime();
            for (int batch = 0; batch < batches; batch++) {
                long due = begun + batch * (1_000_000_000L / 100);
                while (System.nanoTime() < due) look();
                append(batch >= warmUp);
                look();
            }
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!waiting.isEmpty()) {
                if (System.nanoTime() > end)
                    throw FailureException.of(FailureCode.DEFECT, "The log was not published within a minute.");
                look();
            }
            return millis;
        }

        private void append(boolean counts) {
            long since = System.nanoTime();
            long last = store.transact(tx -> {
                for (int i = 1; i < BATCH; i++) tx.audit().append(event());
                return tx.audit().append(event());
            });
            waiting.add(new Waiting(last + 1, since, counts));
        }

        private void look() throws IOException {
            LockSupport.parkNanos(LOOK.toNanos());
            long size = size();
            long now = System.nanoTime();
            while (!waiting.isEmpty() && waiting.get(0).size() <= size) {
                Waiting proven = waiting.remove(0);
                if (proven.counts()) millis.add((now - proven.since()) / 1e6);
            }
        }

        private long size() throws IOException {
            try {
                return Checkpoint.read(
                                SignedNote.read(Files.readAllBytes(checkpoint)).text())
                        .size();
            } catch (NoSuchFileException e) {
                return 0;
            }
        }

        private AuditEvent event() {
            return new AuditEvent(
                    Instant.now(),
                    "step.applied",
                    "ratchet",
                    new AssetId("host" + ++number % 1000 + ".corp.example"),
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
}
