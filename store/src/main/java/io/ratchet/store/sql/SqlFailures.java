package io.ratchet.store.sql;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.sql.SQLException;
import java.util.Set;

/** Says what a driver's exception means. */
final class SqlFailures {
    /**
     * Serialization failure, deadlock, lock not available (PostgreSQL); lock timeout (H2); unique key, two inserted the
     * same row.
     */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03", "HYT00", "23505");

    /** {@code CONCURRENT_UPDATE_1} of H2, which has no standard state. */
    private static final int H2_CONCURRENT_UPDATE = 90131;

    private SqlFailures() {}

    static FailureException translate(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause())
            if (cause instanceof SQLException sql && conflict(sql))
                return FailureException.of(
                        FailureCode.STORE_CONFLICT,
                        "The database could not combine this change with another one made at the same moment (SQL state "
                                + sql.getSQLState() + ").",
                        e);
        return FailureException.of(
                FailureCode.DEFECT,
                "The database refused a statement (SQL state " + e.getSQLState() + "): " + firstLine(e),
                e);
    }

    private static boolean conflict(SQLException e) {
        return CONFLICTS.contains(String.valueOf(e.getSQLState())) || e.getErrorCode() == H2_CONCURRENT_UPDATE;
    }

    /** The rest may quote values. */
    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
