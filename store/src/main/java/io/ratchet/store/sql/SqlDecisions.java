package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.store.Decisions;
import io.ratchet.store.Rounds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A decision is the same as before when its document is, byte for byte; so only fingerprints are compared. */
final class SqlDecisions implements Decisions {
    private static final int ROWS_AT_ONCE = 300;
    private static final int ASSETS_AT_ONCE = 100;
    private static final Comparator<Decision> IN_ORDER = Comparator.comparing(Place::of, Place.ORDER);
    private static final String STANDING = "select id, fingerprint from decision where withdrawn_at is null";

    /** A decision with its document and what identifies it. */
    private record Decided(Decision decision, String document, byte[] fingerprint) {}

    private final Sql sql;
    private final SqlRounds rounds;
    private final SqlLadder ladder;
    private final SqlEvents events;

    SqlDecisions(Sql sql, SqlRounds rounds, SqlLadder ladder, SqlEvents events) {
        this.sql = sql;
        this.rounds = rounds;
        this.ladder = ladder;
        this.events = events;
    }

    @Override
    public Optional<Difference> replace(List<Decision> decisions, Rounds.Ground ground) {
        Optional<Rounds.Round> last = lastUnderLock();
        if (last.isPresent() && last.get().findings() > ground.findings()) return Optional.empty();
        Changed changed = new Changed(decisions);
        try (Stream<Stands> standing = sql.stream(Stands::read, STANDING)) {
            standing.forEach(changed::hold);
        }
        return Optional.of(keep(changed, changed.decided, ground, last));
    }

    @Override
    public Optional<Difference> replace(
            Set<AssetId> assets, List<Decision> decisions, Rounds.Ground ground, long after) {
        Optional<Rounds.Round> last = lastUnderLock();
        if (last.isPresent() && last.get().findings() > ground.findings()) return Optional.empty();
        if (last.map(Rounds.Round::number).orElse(0L) != after) return Optional.empty();
        Changed changed = new Changed(decisions);
        sql.listOf(SqlRemediations.values(assets), Stands::read, STANDING + " and asset", "")
                .forEach(changed::hold);
        long stood = last.map(Rounds.Round::decisions)
                .orElseGet(() -> sql.number("select count(*) from decision where withdrawn_at is null"));
        return Optional.of(keep(changed, stood + changed.wanted.size() - changed.gone.size(), ground, last));
    }

    /** Held by the round that replaces decisions, for as long as it takes to write what changed. */
    private Optional<Rounds.Round> lastUnderLock() {
        sql.first(row -> row.getInt(1), "select id from decision_round where id = 1 for update");
        return rounds.last();
    }

    /** A decision that stands. */
    private record Stands(long id, byte[] fingerprint) {
        static Stands read(ResultSet row) throws SQLException {
            return new Stands(row.getLong(1), row.getBytes(2));
        }
    }

    /** What is decided now, held against what stands: what is left over on either side has changed. */
    private static final class Changed {
        private final Map<String, Decided> wanted = new LinkedHashMap<>();
        private final List<Long> gone = new ArrayList<>();
        private final int decided;

        Changed(List<Decision> decisions) {
            decisions.stream()
                    .sorted(Decision.ORDER)
                    .map(SqlDecisions::decided)
                    .forEach(one -> wanted.putIfAbsent(HexFormat.of().formatHex(one.fingerprint()), one));
            decided = wanted.size();
        }

        void hold(Stands stands) {
            if (wanted.remove(HexFormat.of().formatHex(stands.fingerprint())) == null) gone.add(stands.id());
        }

        boolean anything() {
            return !wanted.isEmpty() || !gone.isEmpty();
        }
    }

    private Difference keep(Changed changed, long standing, Rounds.Ground ground, Optional<Rounds.Round> last) {
        Rounds.Round round = new Rounds.Round(
                last.map(Rounds.Round::number).orElse(0L) + 1,
                ground.at(),
                ground.ruleBook(),
                SqlRounds.hash(ground.organisation()),
                ground.findings(),
                standing,
                changed.wanted.size(),
                changed.gone.size(),
                ground.complete());
        if (changed.anything()
                || last.filter(before -> sameGround(before, round)).isEmpty())
            rounds.keep(round, ground.organisation());
        List<Decision> withdrawn = withdraw(changed.gone, round);
        List<Decided> made = List.copyOf(changed.wanted.values());
        add(made, round);
        ladder.climb(
                made.stream()
                        .map(one -> new SqlLadder.Made(one.decision(), one.fingerprint()))
                        .toList(),
                withdrawn,
                round);
        sql.update(
                "update decision_round set rule_book = ?, decided_at = ? where id = 1", round.ruleBook(), round.at());
        List<Decision> added =
                changed.wanted.values().stream().map(Decided::decision).toList();
        events.decided(added, withdrawn, round);
        return new Difference(added, withdrawn, Math.toIntExact(standing - added.size()));
    }

    private static boolean sameGround(Rounds.Round one, Rounds.Round other) {
        return one.findings() == other.findings()
                && one.ruleBook().equals(other.ruleBook())
                && one.organisation().equals(other.organisation())
                && one.complete() == other.complete();
    }

    private List<Decision> withdraw(List<Long> ids, Rounds.Round round) {
        List<Decision> withdrawn = ids.stream()
                .map(id -> sql.first(SqlDecisions::read, "select document from decision where id = ?", id)
                        .orElseThrow())
                .sorted(Decision.ORDER)
                .toList();
        sql.batch(
                "update decision set withdrawn_at = ?, withdrawn_round_id = ? where id = ?",
                ids.stream()
                        .map(id -> new @Nullable Object[] {round.at(), round.number(), id})
                        .toList());
        return withdrawn;
    }

    private void add(List<Decided> added, Rounds.Round round) {
        Iterator<@Nullable String> heldBy = new SqlHolders(sql)
                .columns(added.stream().map(Decided::decision).toList())
                .iterator();
        sql.batch(
                "insert into decision (asset, site, kind, fingerprint, rule_book, decided_at, document, round_id, system, goal,"
                        + " readiness, gates, held_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                added.stream()
                        .map(one -> new @Nullable Object[] {
                            one.decision().about().asset().value(),
                            one.decision().about().site(),
                            one.decision().wire(),
                            one.fingerprint(),
                            round.ruleBook(),
                            round.at(),
                            one.document(),
                            round.number(),
                            one.decision().about().system(),
                            one.decision().about().goal().name(),
                            one.decision().about().readiness().name(),
                            gates(one.decision()),
                            heldBy.next()
                        })
                        .toList());
    }

    @Override
    public Set<AssetId> assets() {
        return Set.copyOf(sql.list(
                row -> new AssetId(row.getString(1)),
                "select distinct asset from decision where withdrawn_at is null"));
    }

    @Override
    public List<Decision> current() {
        return ordered(sql.list(SqlDecisions::read, "select document from decision where withdrawn_at is null"));
    }

    @Override
    public List<Decision> current(String kind) {
        return sql.list(
                SqlDecisions::read, "select document from decision where withdrawn_at is null and kind = ?", kind);
    }

    @Override
    public List<Decision> current(AssetId asset) {
        return ordered(sql.list(
                SqlDecisions::read,
                "select document from decision where asset = ? and withdrawn_at is null",
                asset.value()));
    }

    @Override
    public List<Decision> current(Set<AssetId> assets) {
        return ordered(sql.listOf(
                SqlRemediations.values(assets),
                SqlDecisions::read,
                "select document from decision where withdrawn_at is null and asset",
                ""));
    }

    @Override
    public List<Decision> page(@Nullable String kind, @Nullable Place after, int limit) {
        Facets facets = new Facets("", null, null, null, null, kind, null);
        Predicate<Decision> wanted = decision -> kind == null || decision.wire().equals(kind);
        List<Decision> page = new ArrayList<>();
        AssetId behind = null;
        if (after != null) {
            behind = after.asset();
            current(behind).stream()
                    .filter(after::before)
                    .filter(wanted)
                    .sorted(IN_ORDER)
                    .forEach(page::add);
        }
        while (page.size() < limit) {
            int missing = Math.min(limit - page.size(), ASSETS_AT_ONCE);
            List<AssetId> assets = assets(facets, behind, missing);
            Map<AssetId, List<Decision>> found = current(Set.copyOf(assets)).stream()
                    .filter(wanted)
                    .sorted(IN_ORDER)
                    .collect(Collectors.groupingBy(decision -> decision.about().asset()));
            assets.forEach(asset -> page.addAll(found.getOrDefault(asset, List.of())));
            if (assets.size() < missing) break;
            behind = assets.get(assets.size() - 1);
        }
        return page.stream().limit(limit).toList();
    }

    @Override
    public List<Lasting> lasting(String kind) {
        return new SqlLasting(sql, kind).current();
    }

    @Override
    public List<Lasting> lasting(String kind, @Nullable Place after, int limit) {
        return new SqlLasting(sql, kind).of(page(kind, after, limit));
    }

    @Override
    public List<Share> shares() {
        return sql.list(
                row -> new Share(
                        row.getString(1),
                        row.getString(2),
                        Goal.valueOf(row.getString(3)),
                        Readiness.valueOf(row.getString(4)),
                        row.getLong(5)),
                "select coalesce(site, ''), system, goal, readiness, count(distinct asset) from decision"
                        + " where withdrawn_at is null and system is not null group by coalesce(site, ''), system, goal, readiness");
    }

    @Override
    public List<Count> counts() {
        return sql
                .list(
                        row -> new Count(
                                row.getString(1),
                                Goal.valueOf(row.getString(2)),
                                Readiness.valueOf(row.getString(3)),
                                row.getLong(4)),
                        "select site, goal, readiness, count(*) from decision"
                                + " where withdrawn_at is null and system is not null group by site, goal, readiness")
                .stream()
                .sorted(Comparator.comparing((Count count) -> count.site() == null ? "" : count.site())
                        .thenComparing(Count::goal)
                        .thenComparing(Count::readiness))
                .toList();
    }

    @Override
    public List<Held> held() {
        List<Map.Entry<Long, Held>> rows = new ArrayList<>();
        sql.list(
                        row -> new Object[] {row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)},
                        "select gates, goal, count(distinct asset), min(id) from decision"
                                + " where withdrawn_at is null and gates is not null group by gates, goal")
                .forEach(row -> rows.add(Map.entry(
                        (Long) row[3],
                        new Held(
                                Goal.valueOf((String) row[1]),
                                (Long) row[2],
                                sql.first(SqlDecisions::read, "select document from decision where id = ?", (Long)
                                                row[3])
                                        .orElseThrow()))));
        return rows.stream().map(Map.Entry::getValue).toList();
    }

    @Override
    public Outlines outlines() {
        return new SqlHolders(sql).outlines();
    }

    @Override
    public List<AssetId> assets(Facets facets, @Nullable AssetId after, int limit) {
        Set<AssetId> found = new LinkedHashSet<>();
        String behind = after == null ? "" : after.value();
        for (; ; ) {
            Query query = new Query("select asset from decision where withdrawn_at is null");
            narrow(query, facets);
            // By the order of an index, so that the database stops after a page; distinct would have it read them all.
            String order = facets.kind() == null ? "withdrawn_at, asset" : "withdrawn_at, kind, asset";
            query.add(" and asset > ? order by " + order + " fetch first " + ROWS_AT_ONCE + " rows only", behind);
            List<String> rows = sql.list(row -> row.getString(1), query.text(), query.values());
            rows.forEach(asset -> found.add(new AssetId(asset)));
            if (found.size() >= limit || rows.size() < ROWS_AT_ONCE)
                return found.stream().limit(limit).toList();
            behind = rows.get(rows.size() - 1);
        }
    }

    @Override
    public long countAssets(Facets facets) {
        Query query = new Query("select count(distinct asset) from decision where withdrawn_at is null");
        narrow(query, facets);
        return sql.number(query.text(), query.values());
    }

    private static void narrow(Query query, Facets facets) {
        if (!facets.text().isBlank()) query.containing("asset", facets.text());
        if (facets.site() != null && facets.site().isEmpty()) query.add(" and site is null");
        else if (facets.site() != null) query.add(" and site = ?", facets.site());
        if (facets.system() != null) query.add(" and system like ? escape '!'", Query.literally(facets.system()) + "%");
        if (facets.goal() != null) query.add(" and goal = ?", facets.goal().name());
        if (facets.readiness() != null)
            query.add(" and readiness = ?", facets.readiness().name());
        if (facets.kind() != null) query.add(" and kind = ?", facets.kind());
        if (facets.gate() != null) query.containing("gates", facets.gate() + " ");
    }

    /** What holds it, as the column says it; null where nothing does. */
    static @Nullable String gates(Decision decision) {
        return decision instanceof Decision.Hold hold
                ? hold.gates().stream()
                        .map(gate -> gate.id() + " " + (gate.scope().startsWith("asset:") ? "asset" : gate.scope()))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining("\n"))
                : null;
    }

    private static List<Decision> ordered(List<Decision> decisions) {
        return decisions.stream().sorted(Decision.ORDER).toList();
    }

    private static Decision read(ResultSet row) throws SQLException {
        return Documents.decision(row.getString(1));
    }

    private static Decided decided(Decision decision) {
        String document = Documents.write(decision);
        return new Decided(decision, document, Documents.fingerprint(document));
    }
}
