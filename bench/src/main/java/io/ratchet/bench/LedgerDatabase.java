package io.ratchet.bench;

import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The databases on which findings are taken in, each time an empty one. */
enum LedgerDatabase {
    H2("H2") {
        @Override
        <T> T on(Work<T> work) {
            return in(folder -> {
                try (SqlStore store = SqlStore.h2(folder)) {
                    return work.on(store, folder);
                }
            });
        }

        @Override
        List<Long> sizes(List<Work<?>> each) {
            return in(folder -> {
                List<Long> sizes = new ArrayList<>();
                for (Work<?> work : each) {
                    try (SqlStore store = SqlStore.h2(folder)) {
                        work.on(store, folder);
                    }
                    // Without what earlier states of it left behind, which is used again later.
                    try (Connection connection = DriverManager.getConnection(
                                    "jdbc:h2:file:" + folder.resolve("ratchet"), "ratchet", "");
                            Statement statement = connection.createStatement()) {
                        statement.execute("shutdown compact");
                    }
                    sizes.add(Files.size(folder.resolve("ratchet.mv.db")));
                }
                return sizes;
            });
        }
    },
    POSTGRESQL("PostgreSQL") {
        @Override
        <T> T on(Work<T> work) {
            return in(folder -> {
                try (PagesPostgres server = PagesPostgres.start(folder);
                        SqlStore store = SqlStore.open(server.pool())) {
                    return work.on(store, folder);
                }
            });
        }

        @Override
        List<Long> sizes(List<Work<?>> each) {
            return on((store, folder) -> {
                List<Long> sizes = new ArrayList<>();
                for (Work<?> work : each) {
                    work.on(store, folder);
                    sizes.add(size(store));
                }
                return sizes;
            });
        }

        private static long size(SqlStore store) throws SQLException {
            try (Connection connection = store.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select pg_database_size(current_database())")) {
                row.next();
                return row.getLong(1);
            }
        }
    };

    /** Something to do on a store that has a folder for what else is needed. */
    @FunctionalInterface
    interface Work<T> {
        T on(SqlStore store, Path folder) throws IOException, SQLException;
    }

    private final String told;

    LedgerDatabase(String told) {
        this.told = told;
    }

    String told() {
        return told;
    }

    /** Both, or the one that {@code -Dratchet.bench.on} names, {@code h2} or {@code postgres}. */
    static List<LedgerDatabase> asked() {
        return switch (System.getProperty("ratchet.bench.on", "both")) {
            case "h2" -> List.of(H2);
            case "postgres" -> List.of(POSTGRESQL);
            default -> List.of(values());
        };
    }

    /** On an empty one. */
    abstract <T> T on(Work<T> work);

    /** Bytes on disk after each of some works on one database, which was empty before the first. */
    abstract List<Long> sizes(List<Work<?>> each);

    @FunctionalInterface
    private interface InFolder<T> {
        T in(Path folder) throws IOException, SQLException;
    }

    private static <T> T in(InFolder<T> work) {
        try {
            Path folder = Files.createTempDirectory("ratchet-bench");
            try {
                return work.in(folder);
            } finally {
                LabProcess.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the database refused a statement", e);
        }
    }
}
