package io.ratchet.store.sql;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditObserver;
import io.ratchet.store.DatabasePool;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The store on a database. Opening it brings the schema up to date; several processes may share one PostgreSQL. */
public final class SqlStore implements Store {
    private static final int ATTEMPTS = 5;
    private static final long PAUSE_MILLIS = 20;

    private final DataSource dataSource;
    private final Runnable onClose;
    private final Optional<DatabasePool> pool;
    private final Parts parts = new Parts();
    private volatile boolean sealing;
    private volatile boolean telling;
    private volatile AuditObserver observer = (type, code, lines) -> {};
    private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

    /** On a database whose schema is known to be up to date. */
    SqlStore(DataSource dataSource, Runnable onClose, Optional<DatabasePool> pool) {
        this.dataSource = dataSource;
        this.onClose = onClose;
        this.pool = pool;
    }

    /** On a database of the caller, who pools its connections and closes it. */
    public static SqlStore open(DataSource dataSource) {
        return open(new PatientSource(dataSource, System::nanoTime), () -> {}, Optional.empty());
    }

    /**
     * The same on one whose schema others bring up to date.
     *
     * @throws FailureException CONFIG_INVALID when it is not up to date
     */
    public static SqlStore openMigrated(DataSource dataSource) {
        DataSource patient = new PatientSource(dataSource, System::nanoTime);
        schema(() -> {
            Flyway flyway = flyway(patient);
            if (flyway.info().pending().length > 0)
                throw FailureException.of(
                        FailureCode.CONFIG_INVALID,
                        "The schema of the database is older than this Ratchet; bring it up to date with 'ratchet migrate',"
                                + " or leave 'migrate' out of 'database' in the settings.");
            flyway.validate();
        });
        return new SqlStore(patient, () -> {}, Optional.empty());
    }

    /** Brings the schema of a database up to date, and returns how many steps that took. */
    public static int migrate(DataSource dataSource) {
        int[] steps = new int[1];
        schema(() -> steps[0] = flyway(dataSource).migrate().migrationsExecuted);
        return steps[0];
    }

    /**
     * On an embedded H2 file in {@code directory}. What was committed survives the death of the process at any moment.
     *
     * @throws FailureException CONFIG_INVALID when another process has it open
     */
    public static SqlStore h2(Path directory) {
        return h2(H2File.open(directory));
    }

    static SqlStore h2(H2File file) {
        return open(file.dataSource(), file::close, Optional.of(file));
    }

    private static SqlStore open(DataSource dataSource, Runnable onClose, Optional<DatabasePool> pool) {
        try {
            migrate(dataSource);
        } catch (RuntimeException e) {
            onClose.run();
            throw e;
        }
        return new SqlStore(dataSource, onClose, pool);
    }

    private static Flyway flyway(DataSource dataSource) {
        return Flyway.configure(SqlStore.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .javaMigrations(new ColumnsFromDocuments(), new LadderFromDocuments(), new LastWordsFromDocuments())
                .ignoreMigrationPatterns(new String[0])
                .load();
    }

    private static void schema(Runnable work) {
        try {
            work.run();
        } catch (FailureException e) {
            throw e;
        } catch (RuntimeException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The database cannot be opened or its schema brought up to date (" + reason(e)
                            + "); check its address, its" + " user's rights and that no newer Ratchet has used it.",
                    e);
        }
    }

    /** For what keeps tables of its own in the same database, such as db-scheduler. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** The pool of the embedded database; empty where the caller brought one. */
    public Optional<DatabasePool> pool() {
        return pool;
    }

    /** The database's own time; empty for an embedded one, whose clock is this machine's. */
    public Optional<Instant> clock() {
        if (!shared()) return Optional.empty();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_timestamp")) {
            row.next();
            return Optional.of(row.getObject(1, OffsetDateTime.class).toInstant());
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
    }

    /**
     * From now on lines of the audit log are written so that names, people and addresses in them can be hidden in an
     * export. What was written before stays as it is.
     */
    public void sealAudit() {
        sealing = true;
    }

    /** From now on what comes about is written down for the topic of events: see {@link io.ratchet.store.Events}. */
    public void tellEvents() {
        telling = true;
    }

    /** Tells {@code observer}, from now on and nobody else, of each commit that added to the audit log. */
    public void observeAudit(AuditObserver observer) {
        this.observer = observer;
    }

    @Override
    public <T> T transact(Function<Tx, T> work) {
        if (inside.get())
            throw FailureException.of(
                    FailureCode.DEFECT, "A transaction was begun inside another one, for which it might wait forever.");
        inside.set(true);
        try {
            return untilItHolds(work);
        } finally {
            inside.remove();
        }
    }

    private <T> T untilItHolds(Function<Tx, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (FailureException e) {
                if (e.failure().code() != FailureCode.STORE_CONFLICT || attempt == ATTEMPTS) throw e;
                pause(attempt);
            }
        }
    }

    private <T> T once(Function<Tx, T> work) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                SqlTx tx = new SqlTx(new Sql(connection), parts, sealing, telling);
                T result = work.apply(tx);
                tx.flush();
                // This commits (JDBC says so), and what the pool would have to set back costs H2 a second commit.
                connection.setAutoCommit(true);
                tx.tell(observer);
                return result;
            } catch (Throwable e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /** Longer each time and never the same for two writers that met, so that they do not meet again. */
    private static void pause(int attempt) {
        long millis = ThreadLocalRandom.current().nextLong(PAUSE_MILLIS, 2 * PAUSE_MILLIS) * attempt;
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) root = root.getCause();
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
    }

    /** An embedded file is one process's; anything else may be open elsewhere. */
    @Override
    public boolean shared() {
        return pool.isEmpty();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
