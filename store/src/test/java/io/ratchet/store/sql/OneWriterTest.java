package io.ratchet.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that died leaves in the file of the embedded database. */
class OneWriterTest {
    private static final int COPIES = 30;
    private static final Duration STAY = Duration.ofMillis(2);

    @TempDir
    private Path folder;

    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void leavesNoHalfOfATransactionWheneverTheProcessDies() throws Exception {
        // Given transactions that write to two tables, beside others that commit all the time
        CopiedDisk.mount();
        H2File file = H2File.open(folder, "copied:");
        DataSource source = file.dataSource();
        change(source, "create table one (id int)");
        MVMap<String, String> slow = between(source);
        change(source, "create table two (id int)", "create table other (id int)");
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<?>> work = List.of(
                threads.submit(again(source, "insert into one values (1)", "insert into two values (1)")),
                threads.submit(again(source, "insert into other values (1)")),
                threads.submit(() -> stopIn(slow)));

        // When the file is looked at as it is after some of the writes
        CopiedDisk.keep(COPIES);
        List<Path> left = new ArrayList<>();
        while (left.size() < COPIES) left.add(CopiedDisk.next());
        enough.set(true);
        for (Future<?> each : work) each.get();
        threads.shutdown();
        file.close();

        // Then
        for (Path copy : left)
            assertThat(rows(copy, "one")).as("rows of 'one', as in 'two'").isEqualTo(rows(copy, "two"));
    }

    private static void change(DataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) statement.execute(each);
        }
    }

    private Callable<Void> again(DataSource source, String... inserts) {
        return () -> {
            while (!enough.get())
                try (Connection connection = source.getConnection()) {
                    connection.setAutoCommit(false);
                    for (String each : inserts)
                        try (PreparedStatement insert = connection.prepareStatement(each)) {
                            insert.executeUpdate();
                        }
                    connection.setAutoCommit(true);
                }
            return null;
        };
    }

    /** What H2 writes to its file after the tables that it has, and before those that it gets. */
    private static MVMap<String, String> between(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession())
                    .getDatabase()
                    .getStore()
                    .getMvStore()
                    .openMap("between");
        }
    }

    /** Has H2 spend some time in there whenever it writes to its file, as a busy machine does anywhere. */
    private void stopIn(MVMap<String, String> slow) {
        while (!enough.get()) {
            slow.operate("key", "value", new Stop());
            LockSupport.parkNanos(STAY.toNanos());
        }
    }

    private static final class Stop extends MVMap.DecisionMaker<String> {
        /** So often H2 tries without a lock. */
        private static final int TRIES = 4;

        private int tries;

        @Override
        public MVMap.Decision decide(@Nullable String was, String now) {
            if (tries++ < TRIES) return MVMap.Decision.REPEAT;
            LockSupport.parkNanos(STAY.toNanos());
            return MVMap.Decision.PUT;
        }
    }

    private static int rows(Path copy, String table) throws SQLException {
        H2File file = H2File.open(copy);
        try (Connection connection = file.dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement("select count(*) from " + table);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        } finally {
            file.close();
        }
    }
}
