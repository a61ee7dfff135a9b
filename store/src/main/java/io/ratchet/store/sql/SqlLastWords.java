package io.ratchet.store.sql;

import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.LastWords;
import java.util.Optional;

final class SqlLastWords implements LastWords {
    private final Sql sql;

    SqlLastWords(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<String> before(Remediation.Subject subject) {
        return sql.first(
                row -> row.getString(1),
                "select remediation from last_word where asset = ? and goal = ? and remediation <> ?",
                subject.asset().value(),
                subject.plan().goal().name(),
                subject.id());
    }

    @Override
    public void forget(Remediation.Subject subject) {
        sql.update(
                "delete from last_word where asset = ? and goal = ?",
                subject.asset().value(),
                subject.plan().goal().name());
    }

    /** Keeps what the step to {@code next} says, if people said it. */
    static void follow(Sql sql, Remediation next) {
        switch (next.state()) {
            case APPROVED, REJECTED -> said(sql, next.subject());
            case VERIFIED, FAILED, ROLLED_BACK -> carriedOut(sql, next.subject());
            default -> {
                // A plan that was replaced, or whose approval ran out, stays the last that people decided on.
            }
        }
    }

    private static void carriedOut(Sql sql, Remediation.Subject subject) {
        sql.update(
                "delete from last_word where asset = ? and goal = ? and remediation = ?",
                subject.asset().value(),
                subject.plan().goal().name(),
                subject.id());
    }

    /** The word on this plan takes the place of the one before. */
    static void said(Sql sql, Remediation.Subject subject) {
        new SqlLastWords(sql).forget(subject);
        sql.update(
                "insert into last_word (asset, goal, remediation) values (?, ?, ?)",
                subject.asset().value(),
                subject.plan().goal().name(),
                subject.id());
    }
}
