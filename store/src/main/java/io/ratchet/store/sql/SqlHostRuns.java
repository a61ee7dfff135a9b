package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.store.HostRuns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

final class SqlHostRuns implements HostRuns {
    /** Runs of remediations that have their host in hand. */
    private static final String IN_CHANGE =
            " from host_run r join remediation m on m.id = r.remediation %s where r.ended_at is null and m.state in ("
                    + Arrays.stream(State.values())
                            .filter(State::underWay)
                            .map(state -> "'" + state.wire() + "'")
                            .collect(Collectors.joining(", "))
                    + ")";

    private final Sql sql;

    SqlHostRuns(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void passTurnstile() {
        sql.update("update turnstile set passed = passed + 1 where id = 1");
    }

    @Override
    public void begin(Begun run) {
        sql.update(
                "insert into host_run (run_id, remediation, asset, site, begun_at, judged) values (?, ?, ?, ?, ?, ?)",
                run.runId(),
                run.remediation(),
                run.asset().value(),
                run.site(),
                run.at(),
                false);
        sql.batch("insert into host_run_scope (run_id, scope) values (?, ?)", rows(run.runId(), run.scopes()));
    }

    @Override
    public void leave(String runId, Set<String> scopes) {
        sql.batch("delete from host_run_scope where run_id = ? and scope = ?", rows(runId, scopes));
    }

    @Override
    public void take(String runId, Set<String> scopes) {
        leave(runId, scopes);
        sql.batch("insert into host_run_scope (run_id, scope) values (?, ?)", rows(runId, scopes));
    }

    private static List<@Nullable Object[]> rows(String runId, Set<String> scopes) {
        return scopes.stream()
                .sorted()
                .map(scope -> new @Nullable Object[] {runId, scope})
                .toList();
    }

    @Override
    public Set<String> scopes(String runId) {
        return Set.copyOf(
                sql.list(row -> row.getString(1), "select scope from host_run_scope where run_id = ?", runId));
    }

    @Override
    public boolean judge(String runId) {
        return sql.update("update host_run set judged = true where run_id = ? and judged = false", runId) == 1;
    }

    @Override
    public void end(String runId, Instant at, String outcome, @Nullable FailureCode code) {
        sql.update(
                "update host_run set ended_at = ?, outcome = ?, code = ? where run_id = ?",
                at,
                outcome,
                code == null ? null : code.wire(),
                runId);
    }

    @Override
    public Map<String, Long> inChange() {
        return changing().scopes();
    }

    @Override
    public Set<AssetId> hostsInChange() {
        return changing().hosts();
    }

    /** Counted here, for there are few and the database would sort them. */
    @Override
    public InChange changing() {
        Map<String, Set<String>> hosts = new HashMap<>();
        Set<AssetId> all = new HashSet<>();
        sql.list(
                        row -> new Place(row.getString(1), row.getString(2)),
                        "select r.asset, s.scope"
                                + IN_CHANGE.formatted("left join host_run_scope s on s.run_id = r.run_id"))
                .forEach(place -> {
                    all.add(new AssetId(place.asset()));
                    if (place.scope() != null)
                        hosts.computeIfAbsent(place.scope(), scope -> new HashSet<>())
                                .add(place.asset());
                });
        Map<String, Long> counted = new HashMap<>();
        hosts.forEach((scope, those) -> counted.put(scope, (long) those.size()));
        return new InChange(counted, all);
    }

    private record Place(String asset, @Nullable String scope) {}

    @Override
    public long hostsBegun(Instant from) {
        return sql.number("select count(distinct asset) from host_run where begun_at >= ?", from);
    }

    @Override
    public List<Told> between(Instant from, Instant until) {
        return sql.list(
                SqlHostRuns::told,
                "select remediation, asset, site, begun_at, ended_at, outcome, code from host_run"
                        + " where begun_at < ? and (ended_at is null or ended_at >= ?) order by begun_at, run_id",
                until,
                from);
    }

    private static Told told(ResultSet row) throws SQLException {
        return new Told(
                row.getString(1),
                new AssetId(row.getString(2)),
                row.getString(3),
                Checks.present(Sql.instant(row, 4), "the beginning of a run"),
                Sql.instant(row, 5),
                row.getString(6),
                row.getString(7));
    }
}
