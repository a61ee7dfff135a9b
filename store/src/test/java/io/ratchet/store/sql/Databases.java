package io.ratchet.store.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Empty databases for tests. PostgreSQL is one real server for the whole test run, started when the first test asks for
 * it, or the one that the variable {@code RATCHET_TEST_POSTGRES} names by the JDBC URL of its administrator.
 */
public final class Databases {
    /** What H2 calls the file of a store in a folder. */
    private static final String FILE = "ratchet.mv.db";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final @Nullable String GIVEN = System.getenv("RATCHET_TEST_POSTGRES");

    private Databases() {}

    private static final class Server {
        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "40")
                        .setServerConfig("deadlock_timeout", "100ms")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static JdbcConnectionPool h2InMemory() {
        return JdbcConnectionPool.create(
                "jdbc:h2:mem:test" + NUMBER.incrementAndGet()
                        + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000;QUERY_CACHE_SIZE=200",
                "test",
                "");
    }

    /** One that has its tables already: reading how they are made costs a tenth of working that out. */
    public static JdbcConnectionPool h2WithTables() {
        JdbcConnectionPool source = h2InMemory();
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement("runscript from ?")) {
            statement.setString(1, H2Tables.SCRIPT.toString());
            statement.execute();
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
        return source;
    }

    /** A store in memory. */
    public static SqlStore inMemory() {
        return opened(h2WithTables());
    }

    /**
     * A store on a database whose tables were just made or copied here: looking through all their steps once more, as
     * {@link SqlStore#open} does, takes longer than most tests.
     */
    public static SqlStore opened(DataSource withTables) {
        return new SqlStore(new PatientSource(withTables, System::nanoTime), () -> {}, Optional.empty());
    }

    /** Nobody needs it any more; it would stay in memory as long as the process. */
    public static void forget(JdbcConnectionPool inMemory) {
        try (Connection connection = inMemory.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown");
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
        inMemory.dispose();
    }

    /**
     * A store in a folder as {@link SqlStore#h2(Path)} opens it; where there is none yet its tables are copied there,
     * which costs a tenth of making them.
     */
    public static SqlStore h2(Path folder) {
        if (Files.exists(folder.resolve(FILE))) return SqlStore.h2(folder);
        try {
            Files.createDirectories(folder);
            Files.copy(H2Tables.FOLDER.resolve(FILE), folder.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        H2File file = H2File.open(folder);
        return new SqlStore(file.dataSource(), file::close, Optional.of(file));
    }

    /** Made once in a process. */
    private static final class H2Tables {
        static final Path FOLDER = folder();
        static final Path SCRIPT = FOLDER.resolve("tables.sql");

        static {
            try (SqlStore store = SqlStore.h2(FOLDER);
                    Connection connection = store.dataSource().getConnection();
                    PreparedStatement statement = connection.prepareStatement("script to ?")) {
                statement.setString(1, SCRIPT.toString());
                statement.execute();
            } catch (SQLException e) {
                throw SqlFailures.translate(e);
            }
        }

        private static Path folder() {
            try {
                Path made = Files.createTempDirectory("ratchet-tables");
                made.toFile().deleteOnExit();
                for (String name : List.of(FILE, "tables.sql"))
                    made.resolve(name).toFile().deleteOnExit();
                return made;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static DataSource postgres() {
        return named(created(""));
    }

    /** One that has its tables already: copying them costs a tenth of making them. */
    static DataSource postgresWithTables() {
        return named(created(" template " + WithTables.NAME));
    }

    private static final class WithTables {
        static final String NAME = made();

        private static String made() {
            String name = created("");
            SqlStore.open(named(name)).close(); // nobody may be connected to what is copied
            return name;
        }
    }

    private static String created(String like) {
        // Whatever an earlier run left behind on a server that was given has another name.
        String name = "ratchet_" + UUID.randomUUID().toString().replace("-", "");
        DataSource server = GIVEN == null ? Server.POSTGRES.getPostgresDatabase() : given(null);
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + like);
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
        return name;
    }

    private static DataSource named(String name) {
        return GIVEN == null ? Server.POSTGRES.getDatabase("postgres", name) : given(name);
    }

    /** A database of the server that was given; the one its URL names when {@code database} is null. */
    private static DataSource given(@Nullable String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(GIVEN);
        if (database != null) source.setDatabaseName(database);
        return source;
    }
}
