package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Queue;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
            "select r.remediation as id, r.asset, r.site, r.goal, r.restart, r.cohort, r.starting_point, r.plan_hash,"
                    + " r.proposed_at, r.asked_again";

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

    /** Says whether people decided on another plan before, of one that begins to wait. */
    static void askedAgain(Sql sql, Remediation.Subject subject) {
        if (new SqlLastWords(sql).before(subject).isPresent())
            sql.update("update waiting_plan set asked_again = true where remediation = ?", subject.id());
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

    /** What sets plans apart, read once for all of them: joined to each row it costs many times the rows. */
    private static final class Oddities {
        private final Set<String> rare;
        private final Set<String> failed;

        Oddities(Sql sql) {
            rare = new HashSet<>(sql.list(
                    row -> row.getString(1) + row.getString(2),
                    "select cohort, starting_point from (" + STARTS + ") s where s.plans * 4 < s.all_plans"));
            failed = new HashSet<>(sql.list(row -> row.getString(1), FAILED_ASSETS));
        }

        Set<Apart> of(String cohort, String start, @Nullable String site, String asset) {
            Set<Apart> reasons = EnumSet.noneOf(Apart.class);
            if (rare.contains(cohort + start)) reasons.add(Apart.RARE_START);
            if (site == null) reasons.add(Apart.NO_SITE);
            if (failed.contains(asset)) reasons.add(Apart.FAILED_BEFORE);
            return reasons;
        }
    }

    private static boolean fits(Part part, Set<Apart> reasons) {
        return switch (part) {
            case ALL -> true;
            case ALIKE -> reasons.isEmpty();
            case APART -> !reasons.isEmpty();
        };
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
        if (filter.again()) query.add(" and r.asked_again = true");
        query.add(") w where 1 = 1");
        if (filter.part() == Part.ALIKE) query.add(" and " + FLAGS + " = 0");
        if (filter.part() == Part.APART) query.add(" and " + FLAGS + " > 0");
        return query;
    }

    /** One that waits, in a narrow row. */
    private record Waits(
            String id,
            String asset,
            @Nullable String site,
            String cohort,
            String start,
            String planHash,
            Instant proposedAt,
            boolean again,
            Set<Apart> apart) {}

    /** All that fit, without a plan. */
    private List<Waits> waits(Filter filter) {
        return of(filter.part(), wholes(filter));
    }

    private static List<Waits> of(Part part, List<Waits> all) {
        return all.stream().filter(one -> fits(part, one.apart())).toList();
    }

    /** Of whichever part; what sets them apart is looked up, not joined. */
    private List<Waits> wholes(Filter filter) {
        Oddities oddities = new Oddities(sql);
        Query query = from(
                        "select w.id, w.asset, w.site, w.cohort, w.starting_point, w.plan_hash, w.proposed_at, w.asked_again",
                        filter.of(filter.cohort(), Part.ALL),
                        false)
                .add(" order by w.id");
        return sql.list(
                row -> new Waits(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        Objects.requireNonNull(Sql.instant(row, 7), "a proposal has a moment"),
                        row.getBoolean(8),
                        oddities.of(row.getString(4), row.getString(5), row.getString(3), row.getString(2))),
                query.text(),
                query.values());
    }

    @Override
    public List<Cohort> cohorts(Filter filter) {
        return cohorts(waits(filter));
    }

    @Override
    public Overview overview(Filter filter, Part named) {
        List<Waits> all = wholes(filter);
        return new Overview(cohorts(of(filter.part(), all)), named(of(named, all)));
    }

    private static List<Cohort> cohorts(List<Waits> plans) {
        return plans.stream().collect(Collectors.groupingBy(Waits::cohort)).values().stream()
                .map(SqlQueue::cohort)
                .sorted(Comparator.comparingLong(Cohort::plans).reversed().thenComparing(Cohort::cohort))
                .toList();
    }

    private static Cohort cohort(List<Waits> plans) {
        Map<Apart, Long> reasons = new EnumMap<>(Apart.class);
        Set<String> sites = new HashSet<>();
        long apart = 0;
        long again = 0;
        Waits example = plans.get(0);
        Instant oldest = example.proposedAt();
        for (Waits plan : plans) {
            if (!plan.apart().isEmpty()) apart++;
            if (plan.again()) again++;
            plan.apart().forEach(reason -> reasons.merge(reason, 1L, Long::sum));
            sites.add(plan.site() == null ? "" : plan.site());
            if (plan.apart().size() < example.apart().size()) example = plan;
            if (plan.proposedAt().isBefore(oldest)) oldest = plan.proposedAt();
        }
        return new Cohort(example.cohort(), plans.size(), apart, again, reasons, sites.size(), oldest, example.id());
    }

    @Override
    public List<Start> starts(Filter filter) {
        return waits(filter).stream()
                .collect(Collectors.groupingBy(one -> one.cohort() + one.start()))
                .values()
                .stream()
                .map(alike -> new Start(
                        alike.size(),
                        alike.get(0).apart().contains(Apart.RARE_START),
                        alike.get(0).id()))
                .sorted(Comparator.comparingLong(Start::plans).reversed().thenComparing(Start::example))
                .toList();
    }

    private record Marked(boolean again, Set<Apart> apart) {
        private static final Marked NOTHING = new Marked(false, Set.of());
    }

    @Override
    public List<Entry> page(Filter filter, Order order, Optional<Cursor> after, int limit) {
        Oddities oddities = new Oddities(sql);
        Query query = from("select w.id, w.cohort, w.starting_point, w.site, w.asset, w.asked_again", filter, false);
        after.ifPresent(cursor -> {
            Object value = order == Order.OLDEST ? Instant.parse(cursor.value()) : cursor.value();
            query.add(" and (" + by(order) + " > ? or " + by(order) + " = ? and w.id > ?)", value, value, cursor.id());
        });
        query.add(" order by " + by(order) + ", w.id fetch first " + limit + " rows only");
        Map<String, Marked> wanted = new LinkedHashMap<>();
        sql.list(
                        row -> Map.entry(
                                row.getString(1),
                                new Marked(
                                        row.getBoolean(6),
                                        oddities.of(
                                                row.getString(2),
                                                row.getString(3),
                                                row.getString(4),
                                                row.getString(5)))),
                        query.text(),
                        query.values())
                .forEach(row -> wanted.put(row.getKey(), row.getValue()));
        Map<String, Entry> entries = new LinkedHashMap<>();
        sql.listOf(
                        wanted.keySet(),
                        row -> {
                            Marked marked = wanted.getOrDefault(row.getString(1), Marked.NOTHING);
                            return new Entry(
                                    Documents.remediation(row.getString(2)),
                                    row.getLong(3),
                                    marked.again(),
                                    marked.apart());
                        },
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
        return named(waits(filter));
    }

    private static List<Named> named(List<Waits> plans) {
        return plans.stream()
                .map(one -> new Named(one.id(), new AssetId(one.asset()), one.planHash(), one.cohort()))
                .toList();
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
}
