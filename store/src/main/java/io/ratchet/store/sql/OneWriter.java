package io.ratchet.store.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections of which one at a time changes something: from the first statement of a transaction that may write to the
 * transaction's end, or, where each statement is a transaction of its own, until the connection is given back. Whoever
 * only reads waits for nobody.
 *
 * <p>An embedded H2 needs it (2.4.240, and 2.3.232 before it). At each commit it writes to its file every table, every
 * index and every list of what is to be undone as each of them stands when its turn comes, also while another
 * transaction changes them. A process that dies before the next commit leaves such a file behind, and when that is
 * opened, half of the other transaction counts as committed: a row without its entry in an index, or the last line of
 * the audit log without the size of its tree (ADR 0047).
 */
final class OneWriter extends SourceAround {
    /** H2 itself waits 10 s for a row that another transaction has changed; here everyone waits in one line. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Object[] NOTHING = {};

    private final ReentrantLock turn = new ReentrantLock(true);

    OneWriter(DataSource source) {
        super(source);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return inTurn(source.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return inTurn(source.getConnection(user, password));
    }

    private Connection inTurn(Connection connection) {
        Writing writing = new Writing(connection);
        return (Connection) Proxy.newProxyInstance(
                OneWriter.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, given) -> writing.call(method, given == null ? NOTHING : given));
    }

    /** One connection, as it is used by one thread at a time. */
    private final class Writing {
        private final Connection connection;
        private boolean mine;

        Writing(Connection connection) {
            this.connection = connection;
        }

        @Nullable
        Object call(Method method, Object[] given) throws Throwable {
            String name = method.getName();
            if (name.equals("createStatement") || (name.startsWith("prepare") && mayWrite((String) given[0]))) take();
            boolean ends = endsTransaction(name, given);
            try {
                Object result = method.invoke(connection, given);
                if (ends) give();
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                if (name.equals("close") || name.equals("abort")) give();
            }
        }

        /** Where it goes well; else somebody will still roll back. */
        private boolean endsTransaction(String name, Object[] given) throws SQLException {
            return switch (name) {
                case "commit" -> true;
                case "rollback" -> given.length == 0;
                case "setAutoCommit" -> (Boolean) given[0] && !connection.getAutoCommit();
                default -> false;
            };
        }

        private void take() throws SQLException {
            if (mine) return;
            try {
                if (!turn.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS))
                    throw new SQLException(
                            "another transaction has been writing for " + PATIENCE.toSeconds() + " s", "HYT00");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLTransientConnectionException("interrupted", "08001");
            }
            mine = true;
        }

        private void give() {
            if (!mine) return;
            mine = false;
            turn.unlock();
        }
    }

    /** Whatever is not a plain query may, and a query that holds its rows does. */
    private static boolean mayWrite(String sql) {
        String text = sql.stripLeading().toLowerCase(Locale.ROOT);
        return !text.startsWith("select") || text.contains("for update");
    }
}
