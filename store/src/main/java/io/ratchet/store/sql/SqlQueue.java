package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Queue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the columns of {@code remediation}; a document is read only where a plan is shown. */
final class SqlQueue implements Queue {
    /**
     * How common a starting point is among the whole cohort, whatever is looked for. What is decided on already counts
     * as well: the rest of a cohort does not become the rule because its many are approved.
     */
    private static final String STARTS =
            "select cohort, starting_point, plans, sum(plans) over (partition by cohort) as all_plans from cohort_start";

    private static final String FAILED_ASSETS =
            "select distinct asset as failed_asset from remediation where ended = true and state in ('Failed', 'RolledBack')";

    private static final String COLUMNS =
            "select r.remediation as id, r.asset, r.site, r.goal, r.restart, r.cohort, r.plan_hash, r.proposed_at";

    /** Each that waits. */
    private static final String WAITING = COLUMNS + " from waiting_plan r where 1 = 1";

    /** The same with what sets it apart as three flags. */
    private static final String FLAGGED = COLUMNS
            + ", case when s.plans * 4 < s.all_plans then 1 else 0 end as rare_start,"
            + " case when r.site is null then 1 else 0 end as no_site,"
            + " case when f.failed_asset is null then 0 else 1 end as failed_before"
            + " from waiting_plan r join (" + STARTS + ") s"
            + " on s.cohort = r.cohort and s.starting_point = r.starting_point"
            + " left join (" + FAILED_ASSETS + ") f on f.failed_asset = r.asset where 1 = 1";

    private static final String FLAGS = "w.rare_start + w.no_site + w.failed_before";

    private final Sql sql;

    SqlQueue(Sql sql) {
        this.sql = sql;
    }

    /** A new proposal begins to wait. */
    static void waits(Sql sql, Remediation.Subject subject) {
        sql.update(
                "insert into waiting_plan (remediation, asset, site, goal, restart, cohort, starting_point, plan_hash,"
                        + " proposed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                subject.id(),
                subject.asset().value(),
                subject.site(),
                subject.plan().goal().name(),
                subject.plan().restart().name().toLowerCase(Locale.ROOT),
                subject.plan().cohort(),
                subject.plan().startingPoint(),
                subject.plan().hash(),
                subject.proposedAt());
    }

    /** A plan of a cohort is proposed from its starting point. */
    static void starts(Sql sql, Plan plan) {
        int counted = sql.update(
                "update cohort_start set plans = plans + 1 where cohort = ? and starting_point = ?",
                plan.cohort(),
                plan.startingPoint());
        if (counted == 0)
            sql.update(
                    "insert into cohort_start (cohort, starting_point, plans) values (?, ?, 1)",
                    plan.cohort(),
                    plan.startingPoint());
    }

    /** It was decided on; what is not there is left alone. */
    static void waitsNoMore(Sql sql, String id) {
        sql.update("delete from waiting_plan where remediation = ?", id);
    }

    /** @param flagged whether the flags are asked for by {@code select} */
    private static Query from(String select, Filter filter, boolean flagged) {
        boolean needed = flagged || filter.part() != Part.ALL;
        Query query = new Query(select + " from (" + (needed ? FLAGGED : WAITING));
        query.add(
                filter.putOff()
                        ? " and exists (select 1 from proposal_put_off p where p.remediation = r.remediation and p.until > ?)"
                        : " and not exists (select 1 from proposal_put_off p where p.remediation = r.remediation and p.until > ?)",
                filter.at());
        if (filter.cohort() != null) query.add(" and r.cohort = ?", filter.cohort());
        if (filter.goal() != null) query.add(" and r.goal = ?", filter.goal().name());
        if (filter.restart() != null)
            query.add(" and r.restart = ?", filter.restart().name().toLowerCase(Locale.ROOT));
        if (filter.site() != null && filter.site().isEmpty()) query.add(" and r.site is null");
        else if (filter.site() != null) query.add(" and r.site = ?", filter.site());
        if (!filter.text().isBlank()) query.containing("r.asset", filter.text().strip());
        query.add(") w where 1 = 1");
        if (filter.part() == Part.ALIKE) query.add(" and " + FLAGS + " = 0");
        if (filter.part() == Part.APART) query.add(" and " + FLAGS + " > 0");
        return query;
    }

    /** The plans of a cohort at one site that are set apart for the same reasons. */
    private record Share(
            String cohort, @Nullable String site, Set<Apart> apart, long plans, Instant oldest, String example) {
        static Share read(ResultSet row) throws SQLException {
            return new Share(
                    row.getString(1),
                    row.getString(2),
                    reasons(row, 3),
                    row.getLong(6),
                    Objects.requireNonNull(Sql.instant(row, 7), "a proposal has a moment"),
                    row.getString(8));
        }
    }

    @Override
    public List<Cohort> cohorts(Filter filter) {
        Query query = from(
                        "select w.cohort, w.site, w.rare_start, w.no_site, w.failed_before, count(*), min(w.proposed_at), min(w.id)",
                        filter,
                        true)
                .add(" group by w.cohort, w.site, w.rare_start, w.no_site, w.failed_before");
        Map<String, List<Share>> shares = new LinkedHashMap<>();
        sql.list(Share::read, query.text(), query.values())
                .forEach(share -> shares.computeIfAbsent(share.cohort(), cohort -> new ArrayList<>())
                        .add(share));
        return shares.values().stream()
                .map(SqlQueue::cohort)
                .sorted(Comparator.comparingLong(Cohort::plans).reversed().thenComparing(Cohort::cohort))
                .toList();
    }

    private static Cohort cohort(List<Share> shares) {
        long plans = 0;
        long apart = 0;
        Map<Apart, Long> reasons = new EnumMap<>(Apart.class);
        Set<String> sites = new LinkedHashSet<>();
        for (Share share : shares) {
            plans += share.plans();
            if (!share.apart().isEmpty()) apart += share.plans();
            share.apart().forEach(reason -> reasons.merge(reason, share.plans(), Long::sum));
            sites.add(share.site() == null ? "" : share.site());
        }
        Share example = shares.stream()
                .min(Comparator.<Share>comparingInt(share -> share.apart().size())
                        .thenComparing(Share::example))
                .orElseThrow();
        Instant oldest =
                shares.stream().map(Share::oldest).min(Instant::compareTo).orElseThrow();
        return new Cohort(example.cohort(), plans, apart, reasons, sites.size(), oldest, example.example());
    }

    @Override
    public List<Entry> page(Filter filter, Order order, Optional<Cursor> after, int limit) {
        Query query =
                from("select w.rare_start, w.no_site, w.failed_before, w.id, w.asset, w.proposed_at", filter, true);
        after.ifPresent(cursor -> {
            Object value = order == Order.OLDEST ? Instant.parse(cursor.value()) : cursor.value();
            query.add(" and (" + by(order) + " > ? or " + by(order) + " = ? and w.id > ?)", value, value, cursor.id());
        });
        query.add(" order by " + by(order) + ", w.id fetch first " + limit + " rows only");
        Map<String, Set<Apart>> wanted = new LinkedHashMap<>();
        sql.list(row -> Map.entry(row.getString(4), reasons(row, 1)), query.text(), query.values())
                .forEach(row -> wanted.put(row.getKey(), row.getValue()));
        Map<String, Entry> entries = new LinkedHashMap<>();
        sql.listOf(
                        wanted.keySet(),
                        row -> new Entry(
                                Documents.remediation(row.getString(2)),
                                row.getLong(3),
                                wanted.getOrDefault(row.getString(1), Set.of())),
                        "select id, document, version from remediation where id",
                        "")
                .forEach(entry -> entries.put(entry.remediation().subject().id(), entry));
        return wanted.keySet().stream()
                .map(entries::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private static String by(Order order) {
        return switch (order) {
            case ASSET -> "w.asset";
            case SITE -> "coalesce(w.site, '')";
            case OLDEST -> "w.proposed_at";
        };
    }

    @Override
    public Cursor cursor(Entry entry, Order order) {
        Remediation.Subject subject = entry.remediation().subject();
        return new Cursor(
                switch (order) {
                    case ASSET -> subject.asset().value();
                    case SITE -> subject.site() == null ? "" : subject.site();
                    case OLDEST -> subject.proposedAt().toString();
                },
                subject.id());
    }

    @Override
    public List<Named> named(Filter filter) {
        Query query =
                from("select w.id, w.asset, w.plan_hash, w.cohort", filter, false).add(" order by w.id");
        return sql.list(
                row -> new Named(row.getString(1), new AssetId(row.getString(2)), row.getString(3), row.getString(4)),
                query.text(),
                query.values());
    }

    @Override
    public long count(Filter filter) {
        Query query = from("select count(*)", filter, false);
        return sql.number(query.text(), query.values());
    }

    @Override
    public List<Count> sites(Filter filter) {
        Query query = from("select coalesce(w.site, ''), count(*)", filter, false)
                .add(" group by coalesce(w.site, '') order by coalesce(w.site, '')");
        return sql.list(row -> new Count(row.getString(1), row.getLong(2)), query.text(), query.values());
    }

    @Override
    public void putOff(String id, Instant until, String by, String reason, Instant at) {
        takeBack(id);
        sql.update(
                "insert into proposal_put_off (remediation, until, put_off_by, reason, put_off_at) values (?, ?, ?, ?, ?)",
                id,
                until,
                by,
                reason,
                at);
    }

    @Override
    public boolean takeBack(String id) {
        return sql.update("delete from proposal_put_off where remediation = ?", id) > 0;
    }

    /** The three flags from {@code column} on, as {@link #WAITING} names them. */
    private static Set<Apart> reasons(ResultSet row, int column) throws SQLException {
        Set<Apart> reasons = EnumSet.noneOf(Apart.class);
        if (row.getInt(column) > 0) reasons.add(Apart.RARE_START);
        if (row.getInt(column + 1) > 0) reasons.add(Apart.NO_SITE);
        if (row.getInt(column + 2) > 0) reasons.add(Apart.FAILED_BEFORE);
        return reasons;
    }
}
