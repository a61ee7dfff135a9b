package io.ratchet.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.DatabasePool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;

/** The embedded database: one file, one process. */
final class H2File implements DatabasePool {
    private static final int CONNECTIONS = 40;

    /** Whoever has more patience looks again. */
    private static final long ONE_LOOK_MILLIS = 1_000;

    private final JdbcDataSource source;
    private final HikariDataSource pool;
    private final H2Standby standby;

    private H2File(JdbcDataSource source, HikariDataSource pool, H2Standby standby) {
        this.source = source;
        this.pool = pool;
        this.standby = standby;
    }

    /**
     * {@code WRITE_DELAY=0}: a commit is handed to the operating system before it returns (H2 would keep it in the
     * process for half a second, and {@code kill -9} would lose it). The price, measured: each commit leaves about 18
     * KB of dead pages, which H2 uses again after 45 seconds, so a busy minute makes the file some hundred megabytes
     * larger once. {@code DB_CLOSE_ON_EXIT=FALSE}: whoever opened it closes it, in the right order.
     * {@code QUERY_CACHE_SIZE}: more than there are statements, each of which H2 would else parse anew at each use.
     */
    static H2File open(Path directory) {
        return open(directory, "file:");
    }

    /** @param disk the scheme of H2's file system */
    static H2File open(Path directory, String disk) {
        Path file = directory.toAbsolutePath().normalize().resolve("ratchet");
        if (file.toString().contains(";"))
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The data folder '" + directory + "' has a semicolon in its path; choose another one.");
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:" + disk + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1"
                + ";LOCK_TIMEOUT=10000;QUERY_CACHE_SIZE=200");
        source.setUser("ratchet");
        source.setPassword("");
        try {
            Files.createDirectories(directory);
            H2Standby standby = new H2Standby(source);
            return new H2File(source, pool(source), standby);
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The data folder '" + directory + "' cannot be created; give one that can be written.",
                    e);
        } catch (SQLException e) {
            throw FailureException.of(FailureCode.CONFIG_INVALID, sentence(directory, e), e);
        }
    }

    /** H2's own pool rolls back what comes home, and each of those is one more writing of the file. */
    private static HikariDataSource pool(JdbcDataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(ONE_LOOK_MILLIS);
        config.setValidationTimeout(ONE_LOOK_MILLIS);
        config.setExceptionOverride(new OfAClosedDatabase());
        return new HikariDataSource(config);
    }

    /** The pool knows how other databases say that a connection is good for nothing any more, but not how H2 does. */
    private static final class OfAClosedDatabase implements SQLExceptionOverride {
        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(SQLException e) {
            return SqlFailures.refused(e)
                    ? SQLExceptionOverride.Override.MUST_EVICT
                    : SQLExceptionOverride.Override.CONTINUE_EVICT;
        }
    }

    private static String sentence(Path directory, SQLException e) {
        if (e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1)
            return "The data folder '" + directory
                    + "' is in use by another Ratchet; stop that one or give this one a folder of its own.";
        return "The database in '" + directory + "' cannot be opened (H2 error " + e.getErrorCode()
                + "); restore it from a backup or give an empty folder.";
    }

    DataSource dataSource() {
        return new OneWriter(new PatientSource(pool, System::nanoTime, standby::letGo));
    }

    @Override
    public int active() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    @Override
    public int most() {
        return CONNECTIONS;
    }

    @Override
    public OptionalInt waiting() {
        return OptionalInt.of(pool.getHikariPoolMXBean().getThreadsAwaitingConnection());
    }

    /** By a connection outside the pool, which would ask after it on its return. */
    void close() {
        pool.close();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
    }
}
