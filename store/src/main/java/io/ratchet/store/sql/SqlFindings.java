package io.ratchet.store.sql;

import io.ratchet.domain.finding.Finding;
import io.ratchet.store.Findings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

final class SqlFindings implements Findings {
    private final Sql sql;

    SqlFindings(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(String reportSha256, long firstOrdinal, List<Finding> batch) {
        Set<Long> known = new HashSet<>(sql.list(
                row -> row.getLong(1),
                "select ordinal from finding where report_sha256 = ? and ordinal between ? and ?",
                reportSha256,
                firstOrdinal,
                firstOrdinal + batch.size() - 1));
        List<Object[]> rows = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Finding finding = batch.get(i);
            long ordinal = firstOrdinal + i;
            if (!known.contains(ordinal))
                rows.add(new Object[] {reportSha256, ordinal, finding.observedAt(), Documents.write(finding)});
        }
        sql.batch("insert into finding (report_sha256, ordinal, observed_at, document) values (?, ?, ?, ?)", rows);
    }

    @Override
    public long count() {
        return sql.number("select count(*) from finding");
    }

    @Override
    public Stream<Finding> all() {
        return sql.stream(
                row -> Documents.finding(row.getString(1)),
                "select document from finding order by observed_at, report_sha256, ordinal");
    }
}
