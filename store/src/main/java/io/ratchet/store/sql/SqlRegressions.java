package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.decision.Regression.Cause;
import io.ratchet.domain.decision.Regression.Moved;
import io.ratchet.domain.decision.Regression.Origin;
import io.ratchet.domain.decision.Regression.Way;
import io.ratchet.store.Regressions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

final class SqlRegressions implements Regressions {
    private static final String SELECT =
            "select asset, site, goal, systems, readiness_was, readiness, proven_at, found_at, way, what, was, stands, good_at, seen_at,"
                    + " finding, cause, shown, because, ended_at from regression";
    private static final String ORDER = "order by asset, goal";
    private static final String NEWEST = " order by found_at desc, asset, goal";

    private final Sql sql;

    SqlRegressions(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void keep(Regression found) {
        Moved moved = found.moved();
        sql.update(
                "insert into regression (asset, site, goal, systems, readiness_was, readiness, proven_at, found_at, way, what, was, stands,"
                        + " good_at, seen_at, finding, cause, shown, because)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                found.asset().value(),
                found.site(),
                found.goal().name(),
                String.join(" ", found.systems()),
                found.from().name(),
                found.to().name(),
                found.provenAt(),
                found.at(),
                moved.way().name(),
                moved.what(),
                moved.was(),
                moved.is(),
                moved.goodAt(),
                moved.seenAt(),
                moved.finding(),
                found.cause().origin().name(),
                found.cause().shown(),
                found.cause().says());
    }

    @Override
    public void end(AssetId asset, Goal goal, Instant at) {
        sql.update(
                "update regression set ended_at = ? where asset = ? and goal = ? and ended_at is null",
                at,
                asset.value(),
                goal.name());
    }

    @Override
    public List<Regression> standing() {
        return sql.list(row -> read(row).regression(), SELECT + " where ended_at is null " + ORDER);
    }

    @Override
    public List<Regression> standing(Set<AssetId> assets) {
        return sql.listOf(
                assets.stream().map(AssetId::value).sorted().toList(),
                row -> read(row).regression(),
                SELECT + " where ended_at is null and asset",
                ORDER);
    }

    @Override
    public List<Kept> since(Instant since) {
        return sql.list(SqlRegressions::read, SELECT + " where ended_at is null or found_at >= ?" + NEWEST, since);
    }

    @Override
    public List<Kept> since(Goal goal, Instant since, int limit) {
        return sql.list(
                SqlRegressions::read,
                SELECT + " where goal = ? and (ended_at is null or found_at >= ?)"
                        + " order by case when ended_at is null then 0 else 1 end, found_at desc, asset fetch first ? rows only",
                goal.name(),
                since,
                limit);
    }

    @Override
    public List<Kept> of(AssetId asset) {
        return sql.list(SqlRegressions::read, SELECT + " where asset = ?" + NEWEST, asset.value());
    }

    @Override
    public long countStanding(Goal goal) {
        return sql.number("select count(*) from regression where ended_at is null and goal = ?", goal.name());
    }

    private static Kept read(ResultSet row) throws SQLException {
        return new Kept(
                new Regression(
                        new AssetId(row.getString(1)),
                        row.getString(2),
                        Goal.valueOf(row.getString(3)),
                        List.of(row.getString(4).split(" ")),
                        Readiness.valueOf(row.getString(5)),
                        Readiness.valueOf(row.getString(6)),
                        Sql.moment(row, 7),
                        Sql.moment(row, 8),
                        new Moved(
                                Way.valueOf(row.getString(9)),
                                row.getString(10),
                                row.getString(11),
                                row.getString(12),
                                Sql.instant(row, 13),
                                Sql.moment(row, 14),
                                row.getString(15)),
                        new Cause(Origin.valueOf(row.getString(16)), row.getBoolean(17), row.getString(18))),
                Sql.instant(row, 19));
    }
}
