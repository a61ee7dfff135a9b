package io.ratchet.store.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * Empty databases for tests. PostgreSQL is one real server for the whole test run, started when the first test asks for
 * it.
 */
public final class Databases {
    private static final AtomicInteger NUMBER = new AtomicInteger();

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
        String name = "test" + NUMBER.incrementAndGet();
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
        return Server.POSTGRES.getDatabase("postgres", name);
    }
}
