package io.ratchet.store.sql;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.store.KeptEvidence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class SqlKeptEvidence implements KeptEvidence {
    private final Sql sql;

    SqlKeptEvidence(Sql sql) {
        this.sql = sql;
    }

    @Override
    public String keep(String runId, AssetId asset, byte[] content, Instant at) {
        Checks.that(content.length <= LARGEST, "evidence of one host has at most " + LARGEST + " bytes");
        String hash = Sha256.hex(content);
        if (sql.number("select count(*) from kept_evidence where hash = ?", hash) == 0)
            sql.update(
                    "insert into kept_evidence (hash, run_id, asset, content, kept_at) values (?, ?, ?, ?, ?)",
                    hash,
                    runId,
                    asset.value(),
                    content,
                    at);
        return hash;
    }

    @Override
    public Optional<String> ofRun(String runId) {
        return sql.first(
                row -> row.getString(1),
                "select hash from kept_evidence where run_id = ? order by kept_at, hash",
                runId);
    }

    @Override
    public Optional<byte[]> find(String hash) {
        return sql.first(row -> row.getBytes(1), "select content from kept_evidence where hash = ?", hash);
    }

    @Override
    public List<AssetId> assets() {
        return sql.list(
                row -> new AssetId(row.getString(1)), "select distinct asset from kept_evidence order by asset");
    }
}
