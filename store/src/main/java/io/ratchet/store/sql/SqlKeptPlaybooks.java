package io.ratchet.store.sql;

import io.ratchet.domain.Sha256;
import io.ratchet.store.KeptPlaybooks;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

final class SqlKeptPlaybooks implements KeptPlaybooks {
    private final Sql sql;

    SqlKeptPlaybooks(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void keep(byte[] content, Instant at) {
        String hash = Sha256.hex(content);
        if (sql.number("select count(*) from kept_playbook where hash = ?", hash) == 0)
            sql.update("insert into kept_playbook (hash, content, kept_at) values (?, ?, ?)", hash, content, at);
    }

    @Override
    public Optional<byte[]> find(String hash) {
        return sql.first(row -> row.getBytes(1), "select content from kept_playbook where hash = ?", hash);
    }

    @Override
    public SortedMap<String, byte[]> all() {
        SortedMap<String, byte[]> all = new TreeMap<>();
        sql.list(row -> Map.entry(row.getString(1), row.getBytes(2)), "select hash, content from kept_playbook")
                .forEach(kept -> all.put(kept.getKey(), kept.getValue()));
        return all;
    }
}
