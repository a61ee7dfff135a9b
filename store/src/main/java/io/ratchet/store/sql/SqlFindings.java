package io.ratchet.store.sql;

import io.ratchet.domain.finding.Finding;
import io.ratchet.store.Findings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Findings are gathered and written last: positions are given under a lock ({@code V2__what_each_round_rested_on.sql}),
 * which is so held for the shortest time and always taken after that of the audit log.
 */
final class SqlFindings implements Findings {
    private record Batch(String report, long firstOrdinal, List<Finding> findings) {}

    private final Sql sql;
    private final List<Batch> waiting = new ArrayList<>();

    SqlFindings(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(String reportSha256, long firstOrdinal, List<Finding> batch) {
        if (!batch.isEmpty()) waiting.add(new Batch(reportSha256, firstOrdinal, List.copyOf(batch)));
    }

    /** Writes what waits; the last thing before the commit. */
    void flush() {
        if (waiting.isEmpty()) return;
        long edge = sql.number("select position from finding_edge where id = 1 for update");
        long last = edge;
        for (Batch batch : waiting) last = write(batch, last);
        if (last != edge) sql.update("update finding_edge set position = ? where id = 1", last);
        waiting.clear();
    }

    private long write(Batch batch, long edge) {
        Set<Long> known = new HashSet<>(sql.list(
                row -> row.getLong(1),
                "select ordinal from finding where report_sha256 = ? and ordinal between ? and ?",
                batch.report(),
                batch.firstOrdinal(),
                batch.firstOrdinal() + batch.findings().size() - 1));
        long position = edge;
        List<Object[]> rows = new ArrayList<>(batch.findings().size());
        for (int i = 0; i < batch.findings().size(); i++) {
            Finding finding = batch.findings().get(i);
            long ordinal = batch.firstOrdinal() + i;
            if (!known.contains(ordinal))
                rows.add(new Object[] {
                    batch.report(), ordinal, finding.observedAt(), Documents.write(finding), ++position
                });
        }
        sql.batch(
                "insert into finding (report_sha256, ordinal, observed_at, document, position) values (?, ?, ?, ?, ?)",
                rows);
        return position;
    }

    private long edge() {
        return sql.number("select position from finding_edge where id = 1");
    }

    @Override
    public long count() {
        flush();
        return sql.number("select count(*) from finding");
    }

    @Override
    public long cut() {
        flush();
        return edge();
    }

    @Override
    public Stream<Finding> between(long after, long cut) {
        flush();
        return sql.stream(
                row -> Documents.finding(row.getString(1)),
                "select document from finding where position > ? and position <= ? order by position",
                after,
                cut);
    }

    @Override
    public Stream<Finding> all() {
        flush();
        return sql.stream(
                row -> Documents.finding(row.getString(1)),
                "select document from finding order by observed_at, report_sha256, ordinal");
    }
}
