package io.ratchet.app.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.ratchet.connectors.Credentials;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** A PostgreSQL database: asked once whether it is there, then pooled. */
final class PostgresDatabase {
    private static final String SCHEME = "jdbc:postgresql:";

    /** How long a start waits for a database that says nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** How long work waits for a connection while the server runs: a database that restarts is back by then. */
    private static final Duration POOL_PATIENCE = Duration.ofSeconds(30);

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
                            + shown(database.url()) + "'.");
        Credentials.Account account = credentials.resolve(database.credential());
        ask(database, account);
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(database.url());
        pool.setUsername(account.user());
        pool.setPassword(account.password());
        pool.setConnectionTimeout(POOL_PATIENCE.toMillis());
        return new HikariDataSource(pool);
    }

    private static void ask(ServeSettings.Database database, Credentials.Account account) {
        Properties properties = new Properties();
        properties.setProperty("user", account.user());
        properties.setProperty("password", account.password());
        properties.setProperty("connectTimeout", Long.toString(PATIENCE.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(PATIENCE.toSeconds()));
        try {
            DriverManager.getConnection(database.url(), properties).close();
        } catch (SQLException e) {
            throw FailureException.of(FailureCode.CONFIG_INVALID, sentence(database, e), e);
        }
    }

    /** By the SQL state: class 28 is the account, 3D000 an unknown database, class 08 a connection that fails. */
    private static String sentence(ServeSettings.Database database, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String where = "PostgreSQL at " + shown(database.url());
        if (state.startsWith("28"))
            return where + " refuses the account of '" + database.credential()
                    + "'; correct its user and password, or its right to log on (pg_hba.conf).";
        if (state.equals("3D000")) return where + " has no such database; create it or correct 'database.url'.";
        if (state.startsWith("08"))
            return where + " does not answer (" + line(e) + "); start it, or correct 'database.url' and the way there.";
        return where + " lets nobody in (" + line(e) + "); see its log.";
    }

    /** What follows the question mark may hold a password. */
    private static String shown(String url) {
        return url.split("[?]", 2)[0].replaceFirst("//[^/@]*@", "//");
    }

    private static String line(SQLException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("[.] Check that .*", "")
                .replaceFirst("[.]$", "");
    }
}
