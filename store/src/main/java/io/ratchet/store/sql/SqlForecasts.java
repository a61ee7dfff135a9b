package io.ratchet.store.sql;

import io.ratchet.domain.decision.Goal;
import io.ratchet.store.Forecasts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

final class SqlForecasts implements Forecasts {
    private final Sql sql;

    SqlForecasts(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean keep(Shown forecast) {
        long kept = sql.number(
                "select count(*) from forecast where scope = ? and goal = ? and shown_on = ?",
                forecast.scope(),
                forecast.goal().name(),
                forecast.on());
        if (kept > 0) return false;
        sql.update(
                "insert into forecast (scope, goal, shown_at, shown_on, remaining, p50, p90, families, because)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                forecast.scope(),
                forecast.goal().name(),
                forecast.at(),
                forecast.on(),
                forecast.remaining(),
                forecast.p50(),
                forecast.p90(),
                String.join(" ", forecast.families()),
                forecast.because());
        return true;
    }

    @Override
    public List<Shown> newest(String scope, Goal goal, int limit) {
        return sql.list(
                SqlForecasts::read,
                "select scope, goal, shown_at, shown_on, remaining, p50, p90, families, because from forecast"
                        + " where scope = ? and goal = ? order by shown_on desc fetch first ? rows only",
                scope,
                goal.name(),
                limit);
    }

    private static Shown read(ResultSet row) throws SQLException {
        return new Shown(
                row.getString(1),
                Goal.valueOf(row.getString(2)),
                Objects.requireNonNull(Sql.instant(row, 3), "a forecast has a moment"),
                row.getObject(4, LocalDate.class),
                row.getLong(5),
                row.getObject(6, LocalDate.class),
                row.getObject(7, LocalDate.class),
                row.getString(8).isEmpty()
                        ? List.of()
                        : List.of(row.getString(8).split(" ")),
                row.getString(9));
    }
}
