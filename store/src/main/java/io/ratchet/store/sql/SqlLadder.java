package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.store.Ladder;
import io.ratchet.store.Rounds.Round;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class SqlLadder implements Ladder {
    private static final String SELECT =
            "select asset, coalesce(site, ''), system, goal, readiness, reached_at, round_id, fingerprint from rung";
    private static final String ORDER = "order by asset, system, goal, round_id, reached_at";
    private static final String INSERT =
            "insert into rung (asset, site, system, goal, readiness, reached_at, round_id, fingerprint)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?)";

    /** Each rung with the one before it of the same system of the same asset. */
    private static final String CLIMBS = "(select asset, system, readiness, reached_at,"
            + " lag(readiness) over (partition by asset, system order by round_id, reached_at) as earlier"
            + " from rung where goal = ? and system <> '') climbs";

    private static final long SECONDS_A_DAY = 86_400;

    private final Sql sql;

    SqlLadder(Sql sql) {
        this.sql = sql;
    }

    /** What climbs: a system of an asset, for a goal. */
    record Climber(String asset, String system, String goal) {
        static Climber of(Decision decision) {
            String system = decision.about().system();
            return new Climber(
                    decision.about().asset().value(),
                    system == null ? "" : system,
                    decision.about().goal().name());
        }
    }

    /** A decision that was made, with its fingerprint. */
    record Made(Decision decision, byte[] fingerprint) {}

    /**
     * Keeps the rungs of a round.
     *
     * @param made what it decided anew, in the order of {@link Decision#ORDER}
     * @param withdrawn what it took back
     */
    void climb(Collection<Made> made, Collection<Decision> withdrawn, Round round) {
        Map<Climber, Made> now = new LinkedHashMap<>();
        made.forEach(one -> now.putIfAbsent(Climber.of(one.decision()), one));
        Map<Climber, Decision> left = new LinkedHashMap<>();
        for (Decision decision : withdrawn)
            if (!now.containsKey(Climber.of(decision))) left.putIfAbsent(Climber.of(decision), decision);
        Set<String> assets = new HashSet<>();
        now.keySet().forEach(climber -> assets.add(climber.asset()));
        Map<Climber, String> stood = stood(assets);
        List<@Nullable Object[]> rungs = new ArrayList<>();
        now.forEach((climber, one) -> {
            String readiness = one.decision().about().readiness().name();
            if (!readiness.equals(stood.get(climber)))
                rungs.add(row(climber, one.decision(), readiness, round.at(), round.number(), one.fingerprint()));
        });
        left.keySet().removeAll(standing(left.keySet()));
        left.forEach((climber, decision) -> rungs.add(row(climber, decision, null, round.at(), round.number(), null)));
        sql.batch(INSERT, rungs);
    }

    private Map<Climber, String> stood(Set<String> assets) {
        Map<Climber, String> stood = new HashMap<>();
        if (sql.first(row -> row.getLong(1), "select round_id from rung fetch first 1 rows only")
                .isEmpty()) return stood;
        sql.listOf(
                        assets,
                        row -> new String[] {
                            row.getString(1), row.getString(2), row.getString(3), Objects.toString(row.getString(4), "")
                        },
                        "select asset, system, goal, readiness from rung where asset",
                        ORDER)
                .forEach(row -> stood.put(new Climber(row[0], row[1], row[2]), row[3]));
        return stood;
    }

    /** Those of which something is still decided. */
    private Set<Climber> standing(Set<Climber> climbers) {
        Set<String> assets = new HashSet<>();
        climbers.forEach(climber -> assets.add(climber.asset()));
        return new HashSet<>(sql.listOf(
                assets,
                row -> new Climber(row.getString(1), row.getString(2), row.getString(3)),
                "select asset, coalesce(system, ''), goal from decision where withdrawn_at is null and asset",
                ""));
    }

    /**
     * Gives decisions of before the ladder was kept their rungs; the rows come in the order in which they were made.
     */
    static void climbed(Sql sql) {
        Map<Climber, String> stood = new HashMap<>();
        Map<Climber, Past> last = new HashMap<>();
        Set<Climber> standing = new HashSet<>();
        List<@Nullable Object[]> rungs = new ArrayList<>();
        try (var all = sql.stream(
                Past::read,
                "select document, decided_at, withdrawn_at, round_id, withdrawn_round_id, fingerprint from decision"
                        + " order by decided_at, case when withdrawn_at is null then 1 else 0 end, id")) {
            all.forEach(past -> {
                Climber climber = Climber.of(past.decision);
                if (past.withdrawn == null) standing.add(climber);
                last.put(climber, past);
                String readiness = past.decision.about().readiness().name();
                if (!readiness.equals(stood.put(climber, readiness)))
                    rungs.add(row(climber, past.decision, readiness, past.from, past.round, past.fingerprint));
            });
        }
        last.forEach((climber, past) -> {
            if (!standing.contains(climber) && past.withdrawn != null)
                rungs.add(row(climber, past.decision, null, past.withdrawn, past.withdrawnRound, null));
        });
        sql.batch(INSERT, once(rungs));
    }

    /** Of the rungs of one moment only the last, as the key of the table has it. */
    private static Collection<@Nullable Object[]> once(List<@Nullable Object[]> rungs) {
        record Key(
                @Nullable Object asset,
                @Nullable Object system,
                @Nullable Object goal,
                @Nullable Object at) {}
        Map<Key, @Nullable Object[]> kept = new LinkedHashMap<>();
        rungs.forEach(row -> kept.put(new Key(row[0], row[2], row[3], row[5]), row));
        return kept.values();
    }

    private record Past(
            Decision decision,
            Instant from,
            @Nullable Instant withdrawn,
            long round,
            long withdrawnRound,
            byte[] fingerprint) {
        static Past read(ResultSet row) throws SQLException {
            return new Past(
                    Documents.decision(row.getString(1)),
                    Objects.requireNonNull(Sql.instant(row, 2), "a decision has a moment"),
                    Sql.instant(row, 3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getBytes(6));
        }
    }

    private static @Nullable Object[] row(
            Climber climber,
            Decision decision,
            @Nullable String readiness,
            Instant at,
            long round,
            byte @Nullable [] fingerprint) {
        return new @Nullable Object[] {
            climber.asset(),
            decision.about().site(),
            climber.system(),
            climber.goal(),
            readiness,
            at,
            round,
            fingerprint
        };
    }

    @Override
    public List<Rung> of(AssetId asset) {
        return sql.list(
                SqlLadder::rung,
                SELECT + " where asset = ? order by round_id, reached_at, system, goal",
                asset.value());
    }

    @Override
    public List<Rung> of(Set<AssetId> assets) {
        return sql.listOf(
                assets.stream().map(AssetId::value).sorted().toList(), SqlLadder::rung, SELECT + " where asset", ORDER);
    }

    @Override
    public List<Rung> all(Goal goal) {
        return sql.list(SqlLadder::rung, SELECT + " where goal = ? " + ORDER, goal.name());
    }

    @Override
    public Set<AssetId> everAt(String site) {
        return Set.copyOf(sql.list(
                row -> new AssetId(row.getString(1)),
                "select distinct asset from rung where lower(coalesce(site, '')) = ?",
                site.toLowerCase(Locale.ROOT)));
    }

    @Override
    public List<Reached> reached() {
        return sql.list(
                row -> new Reached(
                        row.getString(1),
                        row.getString(2),
                        Goal.valueOf(row.getString(3)),
                        Readiness.valueOf(row.getString(4)),
                        row.getLong(5),
                        Objects.requireNonNull(Sql.instant(row, 6), "a rung has a moment"),
                        Objects.requireNonNull(Sql.instant(row, 7), "a rung has a moment")),
                "select coalesce(site, ''), system, goal, readiness, count(*), min(reached_at), max(reached_at) from rung"
                        + " where readiness is not null group by coalesce(site, ''), system, goal, readiness");
    }

    private static Rung rung(ResultSet row) throws SQLException {
        String readiness = row.getString(5);
        byte[] fingerprint = row.getBytes(8);
        return new Rung(
                new AssetId(row.getString(1)),
                row.getString(2),
                row.getString(3),
                Goal.valueOf(row.getString(4)),
                readiness == null ? null : Readiness.valueOf(readiness),
                Objects.requireNonNull(Sql.instant(row, 6), "a rung has a moment"),
                row.getLong(7),
                fingerprint == null ? null : HexFormat.of().formatHex(fingerprint));
    }

    @Override
    public List<Climbed> climbed(Goal goal) {
        return sql.list(
                row -> new Climbed(LocalDate.ofEpochDay(row.getLong(1)), row.getLong(2), row.getLong(3)),
                "select reached_on, sum(systems), sum(proven) from (select floor(extract(epoch from reached_at) / "
                        + SECONDS_A_DAY + ") as reached_on,"
                        + " case when readiness is null then 0 else 1 end - case when earlier is null then 0 else 1 end as systems,"
                        + " case when readiness in (" + proving(goal) + ") then 1 else 0 end"
                        + " - case when earlier in (" + proving(goal) + ") then 1 else 0 end as proven from " + CLIMBS
                        + ") days group by reached_on order by reached_on",
                goal.name());
    }

    @Override
    public List<Fallen> fallen(Goal goal, Instant since, int limit) {
        return sql.list(
                row -> new Fallen(
                        new AssetId(row.getString(1)),
                        row.getString(2),
                        Readiness.valueOf(row.getString(3)),
                        Readiness.valueOf(row.getString(4)),
                        Objects.requireNonNull(Sql.instant(row, 5), "a rung was come to at a moment")),
                "select asset, system, earlier, readiness, reached_at from " + CLIMBS
                        + " where reached_at >= ? and earlier in ("
                        + proving(goal) + ") and readiness not in (" + proving(goal)
                        + ") order by reached_at desc, asset, system fetch first ? rows only",
                goal.name(),
                since,
                limit);
    }

    /** The rungs that prove a goal; names of constants and nothing from outside. */
    private static String proving(Goal goal) {
        String only = "'ONLY', 'ONLY_VERIFIED'";
        return goal == Goal.ONLY ? only : "'READY', 'READY_QUIET', " + only;
    }
}
