package io.ratchet.store.sql;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Says what a driver's exception means. */
final class SqlFailures {
    /**
     * Serialization failure, deadlock, lock not available (PostgreSQL); lock timeout (H2); unique key, two inserted the
     * same row.
     */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03", "HYT00", "23505");

    /** {@code CONCURRENT_UPDATE_1} of H2, which has no standard state. */
    private static final int H2_CONCURRENT_UPDATE = 90131;

    /** PostgreSQL is told to stop, was stopped, is not yet there, or has no connection left. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300");

    /** {@code CONNECTION_BROKEN_1}, {@code DATABASE_IS_CLOSED}, {@code DATABASE_CALLED_AT_SHUTDOWN} of H2. */
    private static final Set<Integer> H2_AWAY = Set.of(90067, 90098, 90121);

    /** {@code disk_full} of PostgreSQL. */
    private static final String FULL = "53100";

    /** {@code NO_DISK_SPACE_AVAILABLE} of H2. */
    private static final int H2_FULL = 90100;

    /** What operating systems say, which H2 passes on as the message of a cause. */
    private static final List<String> FULL_WORDS =
            List.of("No space left on device", "Disk quota exceeded", "not enough space on the disk");

    private SqlFailures() {}

    static FailureException translate(SQLException e) {
        if (any(e, SqlFailures::conflict))
            return FailureException.of(
                    FailureCode.STORE_CONFLICT,
                    "The database could not combine this change with another one made at the same moment (SQL state "
                            + e.getSQLState() + ").",
                    e);
        if (any(e, SqlFailures::full))
            return FailureException.of(
                    FailureCode.STORE_FULL, "The database has no room left on its disk; nothing of this was kept.", e);
        if (away(e))
            return FailureException.of(
                    FailureCode.STORE_UNAVAILABLE, "The database does not answer; nothing of this was kept.", e);
        return FailureException.of(
                FailureCode.DEFECT,
                "The database refused a statement (SQL state " + e.getSQLState() + "): " + firstLine(e),
                e);
    }

    /** Whether no connection can be had, or one that was had is gone: the same may go well later. */
    static boolean away(SQLException e) {
        return e instanceof SQLTransientConnectionException || refused(e);
    }

    /** Whether it is the database that cannot be reached or opened, and not only that all connections are in use. */
    static boolean refused(SQLException e) {
        return any(e, cause -> full(cause) || (cause instanceof SQLException sql && gone(sql)));
    }

    private static boolean gone(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || AWAY.contains(state) || H2_AWAY.contains(e.getErrorCode());
    }

    private static boolean full(Throwable cause) {
        if (cause instanceof SQLException e && (FULL.equals(e.getSQLState()) || e.getErrorCode() == H2_FULL))
            return true;
        String message = String.valueOf(cause.getMessage());
        return FULL_WORDS.stream().anyMatch(message::contains);
    }

    private static boolean any(SQLException e, Predicate<Throwable> kind) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) if (kind.test(cause)) return true;
        return false;
    }

    private static boolean conflict(Throwable cause) {
        return cause instanceof SQLException sql && conflict(sql);
    }

    private static boolean conflict(SQLException e) {
        return CONFLICTS.contains(String.valueOf(e.getSQLState())) || e.getErrorCode() == H2_CONCURRENT_UPDATE;
    }

    /** The rest may quote values. */
    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
