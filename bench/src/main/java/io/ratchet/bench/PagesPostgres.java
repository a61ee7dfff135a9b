package io.ratchet.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of this machine for as long as it is measured, as the tests start one, or an empty database of another
 * one by the JDBC URL in {@code -Dratchet.bench.database}; pooled as a server pools it.
 */
record PagesPostgres(@Nullable EmbeddedPostgres server, HikariDataSource pool) implements AutoCloseable {
    static PagesPostgres start(Path folder) throws IOException {
        String given = System.getProperty(ProvableBenchmark.DATABASE);
        if (given != null) return new PagesPostgres(null, pooled(given));
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setOverrideWorkingDirectory(folder.resolve("program").toFile())
                .start();
        return new PagesPostgres(server, pooled(server.getJdbcUrl("postgres", "postgres")));
    }

    private static HikariDataSource pooled(String url) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(pool);
    }

    @Override
    public void close() throws IOException {
        pool.close();
        if (server != null) server.close();
    }
}
