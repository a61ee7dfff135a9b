package io.ratchet.app.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.ratchet.connectors.Credentials;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.sql.PostgresCheck;
import java.time.Duration;

/** A PostgreSQL database: asked once whether it is there, then pooled. */
final class PostgresDatabase {
    private static final String SCHEME = "jdbc:postgresql:";

    /** How long one look for a connection takes; whoever has more patience looks again. */
    private static final Duration ONE_LOOK = Duration.ofSeconds(1);

    private PostgresDatabase() {}

    /**
     * Opens the pool.
     *
     * @throws FailureException CONFIG_INVALID within a few seconds when no connection can be had
     */
    static HikariDataSource open(ServeSettings.Database database, Credentials credentials) {
        if (!database.url().startsWith(SCHEME))
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "'database.url' must be such as jdbc:postgresql://db.example:5432/ratchet, not '"
                            + PostgresCheck.shown(database.url()) + "'.");
        Credentials.Account account = credentials.resolve(database.credential());
        PostgresCheck.ask(database.url(), account.user(), account.password(), database.credential());
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(database.url());
        pool.setUsername(account.user());
        pool.setPassword(account.password());
        pool.setConnectionTimeout(ONE_LOOK.toMillis());
        pool.setValidationTimeout(ONE_LOOK.toMillis());
        pool.addDataSourceProperty("connectTimeout", "2");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        // One statement for many rows: what the log takes in a batch costs the server a third less.
        pool.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(pool);
    }
}
