package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.store.Stops;
import java.util.List;

final class SqlStops implements Stops {
    private final Sql sql;

    SqlStops(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void order(Stop stop) {
        lift(stop.scope());
        sql.update(
                "insert into stop_order (scope, ordered_by, reason, ordered_at) values (?, ?, ?, ?)",
                stop.scope(),
                stop.by(),
                stop.reason(),
                stop.at());
    }

    @Override
    public boolean lift(String scope) {
        return sql.update("delete from stop_order where scope = ?", scope) == 1;
    }

    @Override
    public List<Stop> list() {
        return sql.list(
                row -> new Stop(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        Checks.present(Sql.instant(row, 4), "the moment of a stop")),
                "select scope, ordered_by, reason, ordered_at from stop_order order by ordered_at, scope");
    }
}
