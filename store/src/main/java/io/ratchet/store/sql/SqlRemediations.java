package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.event.Event;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Remediations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

final class SqlRemediations implements Remediations {
    private static final String SELECT = "select document, version from remediation";
    private static final String OLDEST_FIRST = " order by proposed_at, id";

    private static final String UNDER_WAY = Arrays.stream(Remediation.State.values())
            .filter(Remediation.State::underWay)
            .map(state -> "'" + state.wire() + "'")
            .collect(Collectors.joining(", "));

    /** Where a proposal may go; one that has somebody's yes and needs more of them is saved and waits on. */
    private static final Set<Remediation.State> WAITED_BEFORE =
            EnumSet.of(Remediation.State.APPROVED, Remediation.State.REJECTED, Remediation.State.WITHDRAWN);

    private final Sql sql;
    private final SqlEvents events;

    SqlRemediations(Sql sql, SqlEvents events) {
        this.sql = sql;
        this.events = events;
    }

    @Override
    public void propose(Remediation.Proposed proposed) {
        Remediation.Subject subject = proposed.subject();
        sql.update(
                "insert into remediation (id, asset, site, state, ended, plan_hash, proposed_at, version, document)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                subject.id(),
                subject.asset().value(),
                subject.site(),
                proposed.state().wire(),
                proposed.ended(),
                subject.plan().hash(),
                subject.proposedAt(),
                1L,
                Documents.write(proposed));
        SqlQueue.starts(sql, subject.plan());
        SqlQueue.waits(sql, subject);
        SqlQueue.askedAgain(sql, subject);
        events.tell(new Event.RemediationReached(proposed), subject.proposedAt());
    }

    @Override
    public Optional<Versioned<Remediation>> find(String id) {
        return sql.first(SqlRemediations::read, SELECT + " where id = ?", id);
    }

    @Override
    public List<Versioned<Remediation>> find(Collection<String> ids) {
        return sql.listOf(ids, SqlRemediations::read, SELECT + " where id", "");
    }

    @Override
    public Optional<Reference> reference(String id) {
        return sql.first(
                row -> new Reference(new AssetId(row.getString(1)), row.getBoolean(2)),
                "select asset, ended from remediation where id = ?",
                id);
    }

    @Override
    public boolean othersUnderWay(AssetId asset, String id) {
        return sql.first(
                        row -> row.getString(1),
                        "select id from remediation where asset = ? and ended = false and id <> ? and state in ("
                                + UNDER_WAY + ") fetch first 1 rows only",
                        asset.value(),
                        id)
                .isPresent();
    }

    @Override
    public void save(Remediation next, long seenVersion) {
        String id = next.subject().id();
        boolean reached =
                events.telling() && !stateOf(id).equals(Optional.of(next.state().wire()));
        int saved = sql.update(
                "update remediation set state = ?, ended = ?, version = version + 1, document = ? where id = ? and version = ?",
                next.state().wire(),
                next.ended(),
                Documents.write(next),
                id,
                seenVersion);
        if (saved == 0)
            throw FailureException.of(
                    FailureCode.STORE_CONFLICT,
                    "Remediation " + id + " was changed meanwhile by another request; read it again.");
        boolean decided = seenVersion == 1 || WAITED_BEFORE.contains(next.state());
        if (decided && next.state() != Remediation.State.PROPOSED) SqlQueue.waitsNoMore(sql, id);
        SqlLastWords.follow(sql, next);
        if (reached)
            events.tell(new Event.RemediationReached(next), next.subject().proposedAt());
    }

    private Optional<String> stateOf(String id) {
        return sql.first(row -> row.getString(1), "select state from remediation where id = ?", id);
    }

    @Override
    public List<Versioned<Remediation>> list(Remediation.State... states) {
        if (states.length == 0) return sql.list(SqlRemediations::read, SELECT + OLDEST_FIRST);
        String marks = String.join(", ", Collections.nCopies(states.length, "?"));
        return sql.list(
                SqlRemediations::read,
                SELECT + " where state in (" + marks + ")" + OLDEST_FIRST,
                Arrays.stream(states).map(Remediation.State::wire).toArray());
    }

    @Override
    public List<Versioned<Remediation>> newest(
            Set<Remediation.State> states, String text, @Nullable String site, @Nullable End after, int limit) {
        Query query = new Query(SELECT + " where 1 = 1");
        if (!states.isEmpty())
            query.add(
                    " and state in (" + String.join(", ", Collections.nCopies(states.size(), "?")) + ")",
                    states.stream().map(Remediation.State::wire).toArray());
        if (!text.isBlank()) query.containing("asset", text.strip());
        if (site != null && site.isEmpty()) query.add(" and site is null");
        else if (site != null) query.add(" and site = ?", site);
        if (after != null)
            query.add(
                    " and (proposed_at < ? or proposed_at = ? and id < ?)",
                    after.proposedAt(),
                    after.proposedAt(),
                    after.id());
        query.add(" order by proposed_at desc, id desc fetch first " + limit + " rows only");
        return sql.list(SqlRemediations::read, query.text(), query.values());
    }

    @Override
    public List<Versioned<Remediation>> listAgain(
            Collection<Versioned<Remediation>> seen, Remediation.State... states) {
        Map<String, Versioned<Remediation>> known = new HashMap<>();
        seen.forEach(one -> known.put(one.remediation().subject().id(), one));
        String among = " where state in ("
                + Arrays.stream(states).map(state -> "'" + state.wire() + "'").collect(Collectors.joining(", "))
                + ")";
        Map<String, Long> standing = new LinkedHashMap<>();
        sql.list(
                        row -> Map.entry(row.getString(1), row.getLong(2)),
                        "select id, version from remediation" + among + OLDEST_FIRST)
                .forEach(row -> standing.put(row.getKey(), row.getValue()));
        known.values()
                .removeIf(one ->
                        !Objects.equals(standing.get(one.remediation().subject().id()), one.version()));
        List<String> others =
                standing.keySet().stream().filter(id -> !known.containsKey(id)).toList();
        // One that has moved on since the first question is no more among them.
        sql.listOf(others, SqlRemediations::read, SELECT + among + " and id", "")
                .forEach(one -> known.put(one.remediation().subject().id(), one));
        return standing.keySet().stream()
                .map(known::get)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public List<Standing> standing() {
        return sql.list(
                row -> new Standing(
                        row.getString(1),
                        row.getLong(2),
                        Objects.requireNonNull(Sql.instant(row, 3), "a proposal has a moment")),
                "select state, count(*), min(proposed_at) from remediation group by state order by state");
    }

    @Override
    public List<Versioned<Remediation>> of(Set<AssetId> assets) {
        return sql.listOf(values(assets), SqlRemediations::read, SELECT + " where asset", "order by proposed_at, id");
    }

    static List<String> values(Set<AssetId> assets) {
        return assets.stream().map(AssetId::value).sorted().toList();
    }

    @Override
    public Map<AssetId, Long> turns() {
        return turns(sql.list(SqlRemediations::turn, "select asset, sum(version) from remediation group by asset"));
    }

    @Override
    public Map<AssetId, Long> turns(Set<AssetId> assets) {
        return turns(sql.listOf(
                values(assets),
                SqlRemediations::turn,
                "select asset, sum(version) from remediation where asset",
                " group by asset"));
    }

    @Override
    public long steps() {
        return sql.number("select coalesce(sum(version), 0) from remediation");
    }

    private static Map.Entry<AssetId, Long> turn(ResultSet row) throws SQLException {
        return Map.entry(new AssetId(row.getString(1)), row.getLong(2));
    }

    private static Map<AssetId, Long> turns(List<Map.Entry<AssetId, Long>> turns) {
        return turns.stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public List<Versioned<Remediation>> open(AssetId asset) {
        return sql.list(
                SqlRemediations::read, SELECT + " where asset = ? and ended = false" + OLDEST_FIRST, asset.value());
    }

    @Override
    public Optional<Lease> leased(AssetId asset) {
        return sql.first(SqlRemediations::lease, "select holder, beat from asset_lease where asset = ?", asset.value());
    }

    @Override
    public boolean lease(AssetId asset, String holder, Optional<Lease> seen) {
        if (seen.isPresent())
            return sql.update(
                            "update asset_lease set holder = ?, beat = 0 where asset = ? and holder = ? and beat = ?",
                            holder,
                            asset.value(),
                            seen.get().holder(),
                            seen.get().beat())
                    == 1;
        if (leased(asset).isPresent()) return false;
        sql.update("insert into asset_lease (asset, holder, beat) values (?, ?, 0)", asset.value(), holder);
        return true;
    }

    @Override
    public boolean beat(AssetId asset, String holder) {
        return sql.update(
                        "update asset_lease set beat = beat + 1 where asset = ? and holder = ?", asset.value(), holder)
                == 1;
    }

    @Override
    public boolean holds(AssetId asset, String holder) {
        return sql.first(
                        row -> row.getString(1),
                        "select holder from asset_lease where asset = ? and holder = ? for update",
                        asset.value(),
                        holder)
                .isPresent();
    }

    @Override
    public void release(AssetId asset, String holder) {
        sql.update("delete from asset_lease where asset = ? and holder = ?", asset.value(), holder);
    }

    @Override
    public void releaseAll() {
        sql.update("delete from asset_lease");
    }

    private static Lease lease(ResultSet row) throws SQLException {
        return new Lease(row.getString(1), row.getLong(2));
    }

    private static Versioned<Remediation> read(ResultSet row) throws SQLException {
        return new Versioned<>(Documents.remediation(row.getString(1)), row.getLong(2));
    }
}
