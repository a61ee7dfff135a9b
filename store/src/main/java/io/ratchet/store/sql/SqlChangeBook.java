package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.ChangeRequest.State;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.store.ChangeBook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class SqlChangeBook implements ChangeBook {
    private static final String SELECT =
            "select c.change_key, c.remediation, c.plan_hash, c.ticket_system, c.queue, c.state, c.acted, c.there_id,"
                    + " c.there_url, c.there_status, c.decided_by, c.because, c.changed_at, c.there_seen_at"
                    + " from change_request c";

    private static final String OPEN = Stream.of(Remediation.State.values())
            .filter(state -> !state.ended())
            .map(state -> "'" + state.wire() + "'")
            .collect(Collectors.joining(", "));

    private final Sql sql;

    SqlChangeBook(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<ChangeRequest> find(TicketKey key) {
        return sql.first(SqlChangeBook::read, SELECT + " where c.change_key = ?", key.value());
    }

    @Override
    public Optional<ChangeRequest> of(String remediation) {
        return sql.first(SqlChangeBook::read, SELECT + " where c.remediation = ?", remediation);
    }

    @Override
    public Map<String, ChangeRequest> open() {
        return sql.list(SqlChangeBook::read, SELECT + " where c.state <> 'ended'").stream()
                .collect(Collectors.toMap(ChangeRequest::remediation, change -> change, (one, another) -> one));
    }

    @Override
    public Map<String, Map<State, Long>> ofCohorts() {
        Map<String, Map<State, Long>> cohorts = new HashMap<>();
        sql.list(
                        row -> new Count(row.getString(1), state(row.getString(2)), row.getLong(3)),
                        "select w.cohort, c.state, count(*) from waiting_plan w join change_request c"
                                + " on c.remediation = w.remediation and c.plan_hash = w.plan_hash"
                                + " group by w.cohort, c.state")
                .forEach(count -> cohorts.computeIfAbsent(count.cohort(), key -> new EnumMap<>(State.class))
                        .put(count.state(), count.plans()));
        return cohorts;
    }

    private record Count(String cohort, State state, long plans) {}

    @Override
    public void keep(ChangeRequest change) {
        @Nullable
        Object[] values = {
            change.planHash(),
            change.in(),
            change.queue(),
            wire(change.state()),
            change.acted(),
            change.number(),
            change.url(),
            change.status(),
            change.by(),
            change.because(),
            change.changedAt(),
            change.seenAt(),
            change.remediation(),
            change.key().value()
        };
        int kept = sql.update(
                "update change_request set plan_hash = ?, ticket_system = ?, queue = ?, state = ?, acted = ?, there_id = ?,"
                        + " there_url = ?, there_status = ?, decided_by = ?, because = ?, changed_at = ?, there_seen_at = ?,"
                        + " remediation = ? where change_key = ?",
                values);
        if (kept == 0)
            sql.update(
                    "insert into change_request (plan_hash, ticket_system, queue, state, acted, there_id, there_url,"
                            + " there_status, decided_by, because, changed_at, there_seen_at, remediation, change_key)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values);
    }

    @Override
    public List<String> unasked(Optional<String> site, int limit) {
        String query = "select r.id from remediation r where r.state in (" + OPEN
                + ") and not exists (select 1 from change_request c where c.remediation = r.id)";
        String order = " order by r.proposed_at, r.id limit " + limit;
        if (site.isEmpty()) return sql.list(row -> row.getString(1), query + order);
        return sql.list(
                row -> row.getString(1),
                query + " and lower(trim(r.site)) = ?" + order,
                site.get().strip().toLowerCase(Locale.ROOT));
    }

    @Override
    public List<ChangeRequest> over(int limit) {
        return sql.list(
                SqlChangeBook::read,
                SELECT + " join remediation r on r.id = c.remediation where c.state <> 'ended' and r.ended = true"
                        + " order by c.change_key limit " + limit);
    }

    @Override
    public List<ChangeRequest> numbered(String in, String number) {
        return sql.list(
                SqlChangeBook::read,
                SELECT + " where c.ticket_system = ? and lower(c.there_id) = lower(?) and c.state <> 'ended'",
                in,
                number);
    }

    @Override
    public List<ChangeRequest> toLookAt(String in, Instant before, int limit) {
        return sql.list(
                SqlChangeBook::read,
                SELECT
                        + " where c.ticket_system = ? and c.there_id is not null and c.state in ('asked', 'approved', 'held')"
                        + " and (c.there_seen_at is null or c.there_seen_at < ?)"
                        + " order by c.there_seen_at nulls first, c.change_key limit " + limit,
                in,
                before);
    }

    @Override
    public List<ChangeRequest> newest(@Nullable Seen after, int limit) {
        Query query = new Query(SELECT + " where 1 = 1");
        if (after != null)
            query.add(
                    " and (c.changed_at < ? or (c.changed_at = ? and c.change_key > ?))",
                    after.at(),
                    after.at(),
                    after.key().value());
        query.add(" order by c.changed_at desc, c.change_key fetch first ? rows only", limit);
        return sql.list(SqlChangeBook::read, query.text(), query.values());
    }

    @Override
    public List<ChangeRequest> page(@Nullable TicketKey after, int limit) {
        return sql.list(
                SqlChangeBook::read,
                SELECT + " where c.change_key > ? order by c.change_key fetch first ? rows only",
                after == null ? "" : after.value(),
                limit);
    }

    private static ChangeRequest read(ResultSet row) throws SQLException {
        return new ChangeRequest(
                new TicketKey(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                state(row.getString(6)),
                row.getBoolean(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                Checks.present(Sql.instant(row, 13), "when a change changed"),
                Sql.instant(row, 14));
    }

    private static State state(String wire) {
        return State.valueOf(wire.toUpperCase(Locale.ROOT));
    }

    private static String wire(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
