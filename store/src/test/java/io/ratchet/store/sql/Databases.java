package io.ratchet.store.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Empty databases for tests. PostgreSQL is one real server for the whole test run, started when the first test asks for
 * it, or the one that the variable {@code RATCHET_TEST_POSTGRES} names by the JDBC URL of its administrator.
 */
public final class Databases {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Optional<String> GIVEN = Optional.ofNullable(System.getenv("RATCHET_TEST_POSTGRES"));

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

    public static DataSource h2InMemory() {
        return JdbcConnectionPool.create(
                "jdbc:h2:mem:test" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000", "test", "");
    }

    static DataSource postgres() {
        DataSource server = GIVEN.map(Databases::given).orElseGet(() -> Server.POSTGRES.getPostgresDatabase());
        // Whatever an earlier run left behind on a server that was given has another name.
        String name = "ratchet_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
        return GIVEN.map(url -> {
                    PGSimpleDataSource database = given(url);
                    database.setDatabaseName(name);
                    return (DataSource) database;
                })
                .orElseGet(() -> Server.POSTGRES.getDatabase("postgres", name));
    }

    private static PGSimpleDataSource given(String url) {
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setUrl(url);
        return server;
    }
}
