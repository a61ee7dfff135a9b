package io.ratchet.store.sql;

import io.ratchet.store.BrokenGlass;
import java.time.Instant;
import java.util.List;

final class SqlBrokenGlass implements BrokenGlass {
    private final Sql sql;

    SqlBrokenGlass(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(Entry entry) {
        sql.update(
                "insert into broken_glass (remediation, asset, broken_by, reason, broken_at) values (?, ?, ?, ?, ?)",
                entry.remediation(),
                entry.asset(),
                entry.by(),
                entry.reason(),
                entry.at());
    }

    @Override
    public List<Entry> since(Instant from, int limit) {
        return sql.list(
                row -> new Entry(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), Sql.moment(row, 5)),
                "select remediation, asset, broken_by, reason, broken_at from broken_glass where broken_at >= ?"
                        + " order by broken_at desc, id desc fetch first ? rows only",
                from,
                limit);
    }
}
