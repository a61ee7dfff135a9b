package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.store.Reports;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class SqlReports implements Reports {
    private static final String COVERAGE =
            "select file, format, sha256, records, used, findings, ignored, rejected, complete, hosts, lowered from report"
                    + " where finished_at is not null";

    private static final String DELIVERED =
            "select file, format, sha256, records, used, findings, ignored, rejected, complete, hosts, lowered, begun_at,"
                    + " finished_at,"
                    + " (select count(*) from rejected_record r where r.report_sha256 = report.sha256) from report";

    private static final String PLACED = "select position, file, record, reason, message, excerpt from rejected_record";

    private final Sql sql;

    SqlReports(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Receipt begin(String sha256, String file, Instant at) {
        Optional<Boolean> finished = sql.first(
                row -> Sql.instant(row, 1) != null, "select finished_at from report where sha256 = ?", sha256);
        if (finished.isPresent()) return finished.get() ? Receipt.DUPLICATE : Receipt.UNFINISHED;
        sql.update("insert into report (sha256, file, begun_at) values (?, ?, ?)", sha256, file, at);
        return Receipt.NEW;
    }

    @Override
    public void reject(String sha256, List<Rejected> rejected) {
        Map<String, @Nullable Object[]> rows = new LinkedHashMap<>();
        for (Rejected one : rejected) {
            boolean known = sql.number(
                            "select count(*) from rejected_record where report_sha256 = ? and record = ?",
                            sha256,
                            one.record())
                    > 0;
            if (!known)
                rows.putIfAbsent(one.record(), new @Nullable Object[] {
                    sha256, one.record(), one.file(), one.reason(), one.message(), one.excerpt()
                });
        }
        sql.batch(
                "insert into rejected_record (report_sha256, record, file, reason, message, excerpt) values (?, ?, ?, ?, ?, ?)",
                rows.values());
    }

    @Override
    public boolean finish(String sha256, Coverage coverage, Instant at) {
        // Whoever comes second waits for the row and then finds it finished.
        int finished = sql.update(
                "update report set finished_at = ?, file = ?, format = ?, records = ?, used = ?, findings = ?, ignored = ?,"
                        + " rejected = ?, complete = ?, hosts = ?, lowered = ? where sha256 = ? and finished_at is null",
                at,
                coverage.file(),
                coverage.format(),
                coverage.records(),
                coverage.used(),
                coverage.findings(),
                coverage.ignored(),
                coverage.rejected(),
                coverage.complete(),
                coverage.hosts(),
                coverage.lowered(),
                sha256);
        return finished > 0;
    }

    @Override
    public Optional<Coverage> coverage(String sha256) {
        return sql.first(SqlReports::coverage, COVERAGE + " and sha256 = ?", sha256);
    }

    @Override
    public List<Coverage> finished() {
        return sql.list(SqlReports::coverage, COVERAGE + " order by finished_at, sha256");
    }

    @Override
    public List<Placed> rejected(@Nullable Long before, int limit) {
        return sql.list(
                SqlReports::placed,
                PLACED + " where position < ? order by position desc fetch first ? rows only",
                before == null ? Long.MAX_VALUE : before,
                limit);
    }

    @Override
    public List<Delivered> delivered(Which which, @Nullable String after, int limit) {
        String asked = switch (which) {
            case ALL -> "";
            case REJECTED -> " and exists (select 1 from rejected_record x where x.report_sha256 = report.sha256)";
            case UNFINISHED -> " and finished_at is null";
        };
        String order = " order by begun_at desc, sha256 desc fetch first ? rows only";
        if (after == null) return sql.list(SqlReports::delivered, DELIVERED + " where 1 = 1" + asked + order, limit);
        Optional<Instant> begun = sql.first(
                row -> Checks.present(Sql.instant(row, 1), "when a report came"),
                "select begun_at from report where sha256 = ?",
                after);
        if (begun.isEmpty()) return List.of();
        return sql.list(
                SqlReports::delivered,
                DELIVERED + " where (begun_at < ? or (begun_at = ? and sha256 < ?))" + asked + order,
                begun.get(),
                begun.get(),
                after,
                limit);
    }

    @Override
    public Optional<Delivered> delivered(String sha256) {
        return sql.first(SqlReports::delivered, DELIVERED + " where sha256 = ?", sha256);
    }

    @Override
    public List<Placed> rejected(String sha256, long after, int limit) {
        return sql.list(
                SqlReports::placed,
                PLACED + " where report_sha256 = ? and position > ? order by position fetch first ? rows only",
                sha256,
                after,
                limit);
    }

    private static Placed placed(ResultSet row) throws SQLException {
        return new Placed(
                row.getLong(1),
                new Rejected(row.getString(2), row.getString(3), row.getString(4), row.getString(5), row.getString(6)));
    }

    @Override
    public void readable(String sha256) {
        sql.update("delete from rejected_record where report_sha256 = ? and record = 'file'", sha256);
        sql.update("delete from report where sha256 = ? and finished_at is null", sha256);
    }

    @Override
    public long rejectedCount() {
        return sql.number("select count(*) from rejected_record");
    }

    private static Delivered delivered(ResultSet row) throws SQLException {
        Instant finished = Sql.instant(row, 13);
        return new Delivered(
                row.getString(3),
                row.getString(1),
                Checks.present(Sql.instant(row, 12), "when a report came"),
                finished,
                finished == null ? null : coverage(row),
                row.getLong(14));
    }

    private static Coverage coverage(ResultSet row) throws SQLException {
        return new Coverage(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getBoolean(9),
                row.getLong(10),
                row.getLong(11));
    }
}
