package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.store.Exceptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class SqlExceptions implements Exceptions {
    private static final String SELECT =
            "select id, asset, goal, owner, reason, until_on, compensating_control, cleared_by,"
                    + " state, renews, requested_by, requested_at, decided_by, decided_at, because from exception_record";

    private static final String RANK = "case when state = 'REQUESTED' then 0 when state = 'APPROVED' then 1 else 2 end";

    private final Sql sql;

    SqlExceptions(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void ask(Entry entry) {
        sql.update(
                "insert into exception_record (id, asset, goal, owner, reason, until_on, compensating_control, cleared_by,"
                        + " state, renews, requested_by, requested_at, because)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
                entry.id(),
                entry.said().asset(),
                entry.said().goal().name(),
                entry.said().owner(),
                entry.said().reason(),
                entry.said().until(),
                entry.said().compensatingControl(),
                entry.said().clearedBy().says(),
                entry.state().name(),
                entry.renews(),
                entry.by(),
                entry.at());
    }

    @Override
    public boolean decide(Entry decided, State before) {
        int changed = sql.update(
                "update exception_record set state = ?, decided_by = ?, decided_at = ?, because = ? where id = ? and state = ?",
                decided.state().name(),
                decided.decidedBy(),
                decided.decidedAt(),
                decided.because(),
                decided.id(),
                before.name());
        return changed == 1;
    }

    @Override
    public Optional<Entry> find(String id) {
        return sql.first(SqlExceptions::entry, SELECT + " where id = ?", id);
    }

    @Override
    public List<Entry> page(Order order, @Nullable Place after, int limit) {
        Query query = new Query(SELECT + " where 1 = 1");
        String rank = order == Order.NEED ? RANK : "";
        if (after != null) {
            int before = rank(after.state());
            if (!rank.isEmpty()) query.add(" and (" + rank + " > ? or (" + rank + " = ?", before, before);
            query.add(" and (requested_at < ? or (requested_at = ? and id > ?))", after.at(), after.at(), after.id());
            if (!rank.isEmpty()) query.add("))");
        }
        query.add(
                " order by " + (rank.isEmpty() ? "" : rank + ", ") + "requested_at desc, id fetch first ? rows only",
                limit);
        return sql.list(SqlExceptions::entry, query.text(), query.values());
    }

    private static int rank(State state) {
        return state == State.REQUESTED ? 0 : state == State.APPROVED ? 1 : 2;
    }

    @Override
    public List<Entry> approved() {
        return sql.list(SqlExceptions::entry, SELECT + " where state = 'APPROVED' order by id");
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString(1),
                new ExceptionEntry(
                        row.getString(2),
                        Goal.valueOf(row.getString(3)),
                        row.getString(4),
                        row.getString(5),
                        row.getObject(6, LocalDate.class),
                        row.getString(7),
                        new Clearing.Words(row.getString(8))),
                State.valueOf(row.getString(9)),
                row.getString(10),
                row.getString(11),
                Checks.present(Sql.instant(row, 12), "when an exception was asked for"),
                row.getString(13),
                Sql.instant(row, 14),
                row.getString(15));
    }
}
