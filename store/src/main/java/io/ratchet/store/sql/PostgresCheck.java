package io.ratchet.store.sql;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Asks a PostgreSQL whether it lets us in: a pool would try for half a minute before it said that it does not. */
public final class PostgresCheck {
    /** How long a database may say nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private PostgresCheck() {}

    /**
     * Opens one connection and closes it.
     *
     * @param account what the settings call the account, for the sentence
     * @throws FailureException CONFIG_INVALID when none can be had
     */
    public static void ask(String url, String user, String password, String account) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", Long.toString(PATIENCE.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(PATIENCE.toSeconds()));
        try {
            DriverManager.getConnection(url, properties).close();
        } catch (SQLException e) {
            throw FailureException.of(FailureCode.CONFIG_INVALID, sentence(url, account, e), e);
        }
    }

    /** By the SQL state: class 28 is the account, 3D000 an unknown database, class 08 a connection that fails. */
    private static String sentence(String url, String account, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String where = "PostgreSQL at " + shown(url);
        if (state.startsWith("28"))
            return where + " refuses the account of '" + account
                    + "'; correct its user and password, or its right to log on (pg_hba.conf).";
        if (state.equals("3D000")) return where + " has no such database; create it or correct 'database.url'.";
        if (state.startsWith("08"))
            return where + " does not answer (" + line(e) + "); start it, or correct 'database.url' and the way there.";
        return where + " accepts no connection (" + line(e) + "); see its log.";
    }

    /** The URL without what may hold a password. */
    public static String shown(String url) {
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
