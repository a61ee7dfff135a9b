package io.ratchet.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;

/**
 * Lets go of an embedded database that closed itself, so that the next connection opens its file again. H2 closes its
 * store when a write fails, as on a full disk, and goes on to hand that store out; to get at it, one connection of its
 * good days must have been kept.
 */
final class H2Standby {
    private final DataSource source;
    private @Nullable Connection kept;

    /** @param source outside of any pool */
    H2Standby(DataSource source) throws SQLException {
        this.source = source;
        this.kept = source.getConnection();
    }

    /** Call it when no connection can be had; does nothing while the database is as it should be. */
    synchronized void letGo() {
        if (kept != null && !closedItself(kept)) return;
        if (kept != null) database(kept).shutdownImmediately();
        try {
            kept = source.getConnection();
        } catch (SQLException e) {
            kept = null; // still no room; the next call tries again
        }
    }

    private static boolean closedItself(Connection connection) {
        return database(connection).getStore().getMvStore().isClosed();
    }

    private static Database database(Connection connection) {
        return ((SessionLocal) ((JdbcConnection) connection).getSession()).getDatabase();
    }
}
