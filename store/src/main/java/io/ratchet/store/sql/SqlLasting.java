package io.ratchet.store.sql;

import io.ratchet.domain.decision.Decision;
import io.ratchet.store.Decisions.Lasting;
import io.ratchet.store.Decisions.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long the current decisions of one kind have stood. A round that replaces a decision withdraws the old at the very
 * moment it makes the new.
 */
final class SqlLasting {
    private final Sql sql;
    private final String kind;

    SqlLasting(Sql sql, String kind) {
        this.sql = sql;
        this.kind = kind;
    }

    /** @param until null while it is current */
    private record Stood(
            Decision decision, Instant from, @Nullable Instant until) {
        static Stood read(ResultSet row) throws SQLException {
            Instant from = Objects.requireNonNull(Sql.instant(row, 2), "decided_at");
            return new Stood(Documents.decision(row.getString(1)), from, Sql.instant(row, 3));
        }

        boolean concerns(Decision other) {
            Decision.About mine = decision.about();
            Decision.About theirs = other.about();
            return Objects.equals(mine.system(), theirs.system()) && mine.goal() == theirs.goal();
        }
    }

    List<Lasting> current() {
        return sql
                .list(
                        Stood::read,
                        "select document, decided_at, withdrawn_at from decision where kind = ? and withdrawn_at is null",
                        kind)
                .stream()
                .map(stood -> new Lasting(stood.decision, since(stood)))
                .sorted(Comparator.comparing(Lasting::decision, Decision.ORDER))
                .toList();
    }

    /** Of these, which are current, in the order given. */
    List<Lasting> of(List<Decision> decisions) {
        return decisions.stream()
                .map(decision -> new Lasting(decision, since(decision)))
                .toList();
    }

    private Instant since(Decision decision) {
        return sql
                .list(
                        Stood::read,
                        // One that a round has just withdrawn is still told of, as it was when the page was read.
                        "select document, decided_at, withdrawn_at from decision where asset = ? and kind = ?"
                                + " order by decided_at desc, id desc",
                        decision.about().asset().value(),
                        kind)
                .stream()
                .filter(stood -> Place.of(stood.decision).equals(Place.of(decision)))
                .findFirst()
                .map(this::since)
                .orElseThrow();
    }

    private Instant since(Stood current) {
        List<Stood> earlier = sql.list(
                Stood::read,
                "select document, decided_at, withdrawn_at from decision"
                        + " where asset = ? and kind = ? and withdrawn_at is not null order by withdrawn_at desc",
                current.decision.about().asset().value(),
                kind);
        Instant since = current.from;
        for (Stood stood : earlier) {
            if (!stood.concerns(current.decision)) continue;
            if (stood.until == null || stood.until.isBefore(since)) break;
            if (stood.from.isBefore(since)) since = stood.from;
        }
        return since;
    }
}
