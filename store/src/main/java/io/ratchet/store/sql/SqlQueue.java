package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
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
            "select cohort, starting_point, count(*) as plans, sum(count(*)) over (partition by cohort) as all_plans"
                    + " from remediation where cohort in (select cohort from remediation where state = 'Proposed')"
                    + " group by cohort, starting_point";

    /** Each that waits, with what sets it apart as three flags. */
    private static final String WAITING =
            "select r.id, r.asset, r.site, r.goal, r.restart, r.cohort, r.plan_hash, r.proposed_at, r.version, r.document,"
                    + " case when s.plans * 4 < s.all_plans then 1 else 0 end as rare_start,"
                    + " case when r.site is null then 1 else 0 end as no_site,"
                    + " case when exists (select 1 from remediation e where e.asset = r.asset and e.ended = true"
                    + " and e.state in ('Failed', 'RolledBack')) then 1 else 0 end as failed_before"
                    + " from remediation r join (" + STARTS + ") s"
                    + " on s.cohort = r.cohort and s.starting_point = r.starting_point"
                    + " where r.state = 'Proposed'";

    private static final String FLAGS = "w.rare_start + w.no_site + w.failed_before";

    private final Sql sql;

    SqlQueue(Sql sql) {
        this.sql = sql;
    }

    private static Query from(String select, Filter filter) {
        Query query = new Query(select + " from (" + WAITING);
        query.add(
                filter.putOff()
                        ? " and exists (select 1 from proposal_put_off p where p.remediation = r.id and p.until > ?)"
                        : " and not exists (select 1 from proposal_put_off p where p.remediation = r.id and p.until > ?)",
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
                        filter)
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
        Query query = from("select w.rare_start, w.no_site, w.failed_before, w.document, w.version", filter);
        after.ifPresent(cursor -> {
            Object value = order == Order.OLDEST ? Instant.parse(cursor.value()) : cursor.value();
            query.add(" and (" + by(order) + " > ? or " + by(order) + " = ? and w.id > ?)", value, value, cursor.id());
        });
        query.add(" order by " + by(order) + ", w.id fetch first " + limit + " rows only");
        return sql.list(
                row -> new Entry(Documents.remediation(row.getString(4)), row.getLong(5), reasons(row, 1)),
                query.text(),
                query.values());
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
                from("select w.id, w.asset, w.plan_hash, w.cohort", filter).add(" order by w.id");
        return sql.list(
                row -> new Named(row.getString(1), new AssetId(row.getString(2)), row.getString(3), row.getString(4)),
                query.text(),
                query.values());
    }

    @Override
    public long count(Filter filter) {
        Query query = from("select count(*)", filter);
        return sql.number(query.text(), query.values());
    }

    @Override
    public List<Count> sites(Filter filter) {
        Query query = from("select coalesce(w.site, ''), count(*)", filter)
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
