package io.ratchet.store.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * Transactions of an embedded H2 end one after the other. H2 (2.4.240) writes its file at each commit, map by map as
 * each of them stands at that moment, also while another commit is under way. A process that was killed then has left
 * files with a row of a table whose entry in an index was gone already; a statement that is to delete such a row looks
 * for its entry without an end. So no file is written while another transaction is half committed.
 */
final class H2Turns {
    /** What ends a transaction, or may. */
    private static final Set<String> ENDS = Set.of("commit", "rollback", "setAutoCommit", "close");

    private final ReentrantLock turn = new ReentrantLock();

    /** The end of a transaction. */
    @FunctionalInterface
    interface End {
        void now() throws SQLException;
    }

    /** When it is its turn. */
    void end(End end) throws SQLException {
        turn.lock();
        try {
            end.now();
        } finally {
            turn.unlock();
        }
    }

    /** Connections that keep to it, and commit nothing by themselves. */
    DataSource of(DataSource source) {
        return (DataSource) Proxy.newProxyInstance(
                H2Turns.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, given) -> {
                    Object result = told(() -> method.invoke(source, given));
                    return result instanceof Connection connection ? kept(connection) : result;
                });
    }

    private Connection kept(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        return (Connection) Proxy.newProxyInstance(
                H2Turns.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, given) -> {
                    if (!ENDS.contains(method.getName())) return told(() -> method.invoke(connection, given));
                    turn.lock();
                    try {
                        return told(() -> method.invoke(connection, given));
                    } finally {
                        turn.unlock();
                    }
                });
    }

    @FunctionalInterface
    private interface Told {
        Object now() throws ReflectiveOperationException;
    }

    private static Object told(Told told) throws Throwable {
        try {
            return told.now();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
