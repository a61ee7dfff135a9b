package io.ratchet.routes.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL with as many databases as asked for. */
public final class PostgresDatabases implements AutoCloseable {
    private final EmbeddedPostgres server;

    private PostgresDatabases(EmbeddedPostgres server) {
        this.server = server;
    }

    /** @param folder of the server's files; made */
    public static PostgresDatabases start(Path folder) throws IOException {
        return new PostgresDatabases(
                EmbeddedPostgres.builder().setDataDirectory(folder).start());
    }

    /** Makes an empty one and returns its URL. */
    public String make(String name) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database \"" + name + "\"");
        } catch (SQLException e) {
            throw new IllegalStateException("the database " + name + " cannot be made", e);
        }
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + name + "?user=postgres";
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
