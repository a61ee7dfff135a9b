package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.store.Brakes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

final class SqlBrakes implements Brakes {
    private static final String SELECT = "select scope, kind, because, remediation, asset, applied_at from brake";

    private final Sql sql;

    SqlBrakes(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean apply(Brake brake) {
        if (find(brake.scope()).isPresent()) return false;
        sql.update(
                "insert into brake (scope, kind, because, remediation, asset, applied_at) values (?, ?, ?, ?, ?, ?)",
                brake.scope(),
                brake.kind().wire(),
                brake.because(),
                brake.remediation(),
                brake.asset().value(),
                brake.at());
        return true;
    }

    @Override
    public Optional<Brake> release(String scope) {
        Optional<Brake> standing = find(scope);
        standing.ifPresent(brake -> sql.update("delete from brake where scope = ?", scope));
        return standing;
    }

    private Optional<Brake> find(String scope) {
        return sql.first(SqlBrakes::read, SELECT + " where scope = ?", scope);
    }

    @Override
    public List<Brake> list() {
        return sql.list(SqlBrakes::read, SELECT + " order by applied_at, scope");
    }

    private static Brake read(ResultSet row) throws SQLException {
        return new Brake(
                row.getString(1),
                Brake.Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3),
                row.getString(4),
                new AssetId(row.getString(5)),
                Checks.present(Sql.instant(row, 6), "the moment of a brake"));
    }

    @Override
    public Map<String, Trial> trials() {
        Map<String, Trial> trials = new TreeMap<>();
        sql.list(
                        row -> new Trial(row.getString(1), row.getLong(2), row.getString(3)),
                        "select scope, verified, recent from trial")
                .forEach(trial -> trials.put(trial.scope(), trial));
        return trials;
    }

    @Override
    public void keep(Trial trial) {
        int kept = sql.update(
                "update trial set verified = ?, recent = ? where scope = ?",
                trial.verified(),
                trial.recent(),
                trial.scope());
        if (kept == 0)
            sql.update(
                    "insert into trial (scope, verified, recent) values (?, ?, ?)",
                    trial.scope(),
                    trial.verified(),
                    trial.recent());
    }
}
