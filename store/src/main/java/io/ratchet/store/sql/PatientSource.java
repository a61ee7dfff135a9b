package io.ratchet.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Connections to a database that may be away for a while. Work that nobody watches waits for it, as long as a restart
 * takes. Whoever is in a hurry is told at once, once it is known to be away; one caller a second finds out whether it
 * is back.
 */
public final class PatientSource extends SourceAround {
    /** How long work waits for a database that restarts, or for a free connection. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long somebody in a hurry waits for a free connection. */
    private static final Duration HURRY = Duration.ofSeconds(5);

    /** How long it is believed that the database is away. */
    private static final Duration BELIEVED = Duration.ofSeconds(1);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final ThreadLocal<Boolean> HURRIED = ThreadLocal.withInitial(() -> false);

    private final LongSupplier ticks;
    private final Runnable mend;
    private volatile boolean away;
    private volatile long lookAgain;

    PatientSource(DataSource source, LongSupplier ticks) {
        this(source, ticks, () -> {});
    }

    /** @param mend done each time that the database was found to be away */
    PatientSource(DataSource source, LongSupplier ticks, Runnable mend) {
        super(source);
        this.ticks = ticks;
        this.mend = mend;
    }

    /** From now on this thread waits for no database that is away: somebody waits for its answer. */
    public static void hurry() {
        HURRIED.set(true);
    }

    /** This thread has time again. */
    public static void takeTime() {
        HURRIED.remove();
    }

    @Override
    public Connection getConnection() throws SQLException {
        boolean hurried = HURRIED.get();
        long begun = ticks.getAsLong();
        long patience = (hurried ? HURRY : PATIENCE).toNanos();
        while (true) {
            if (hurried && away && ticks.getAsLong() - lookAgain < 0)
                throw new SQLTransientConnectionException("the database is away", "08001");
            try {
                Connection connection = source.getConnection();
                away = false;
                return connection;
            } catch (SQLException e) {
                if (!SqlFailures.away(e)) throw e;
                if (SqlFailures.refused(e)) {
                    mend.run();
                    lookAgain = ticks.getAsLong() + BELIEVED.toNanos();
                    away = true;
                    if (hurried) throw e;
                }
                if (ticks.getAsLong() - begun > patience) throw e;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            if (Thread.currentThread().isInterrupted())
                throw new SQLTransientConnectionException("interrupted", "08001");
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return source.getConnection(user, password);
    }
}
