package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.store.Decisions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A decision is the same as before when its document is, byte for byte; so only fingerprints are compared. */
final class SqlDecisions implements Decisions {
    /** A decision with its document and what identifies it. */
    private record Decided(Decision decision, String document, byte[] fingerprint) {}

    private final Sql sql;

    SqlDecisions(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Difference replace(List<Decision> decisions, String ruleBookHash, Instant at) {
        sql.first(row -> row.getInt(1), "select id from decision_round where id = 1 for update");
        Map<String, Decided> wanted = new LinkedHashMap<>();
        decisions.stream()
                .sorted(Decision.ORDER)
                .map(SqlDecisions::decided)
                .forEach(decided -> wanted.putIfAbsent(HexFormat.of().formatHex(decided.fingerprint()), decided));
        List<Long> gone = new ArrayList<>();
        int unchanged = 0;
        try (Stream<Map.Entry<Long, byte[]>> current = sql.stream(
                row -> Map.entry(row.getLong(1), row.getBytes(2)),
                "select id, fingerprint from decision where withdrawn_at is null")) {
            for (Map.Entry<Long, byte[]> one : (Iterable<Map.Entry<Long, byte[]>>) current::iterator) {
                if (wanted.remove(HexFormat.of().formatHex(one.getValue())) == null) gone.add(one.getKey());
                else unchanged++;
            }
        }
        List<Decision> withdrawn = withdraw(gone, at);
        add(wanted.values().stream().toList(), ruleBookHash, at);
        sql.update("update decision_round set rule_book = ?, decided_at = ? where id = 1", ruleBookHash, at);
        return new Difference(wanted.values().stream().map(Decided::decision).toList(), withdrawn, unchanged);
    }

    private List<Decision> withdraw(List<Long> ids, Instant at) {
        List<Decision> withdrawn = ids.stream()
                .map(id -> sql.first(SqlDecisions::read, "select document from decision where id = ?", id)
                        .orElseThrow())
                .sorted(Decision.ORDER)
                .toList();
        sql.batch(
                "update decision set withdrawn_at = ? where id = ?",
                ids.stream().map(id -> new @Nullable Object[] {at, id}).toList());
        return withdrawn;
    }

    private void add(List<Decided> added, String ruleBookHash, Instant at) {
        sql.batch(
                "insert into decision (asset, site, kind, fingerprint, rule_book, decided_at, document)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                added.stream()
                        .map(one -> new @Nullable Object[] {
                            one.decision().about().asset().value(),
                            one.decision().about().site(),
                            one.decision().wire(),
                            one.fingerprint(),
                            ruleBookHash,
                            at,
                            one.document()
                        })
                        .toList());
    }

    @Override
    public List<Decision> current() {
        return ordered(sql.list(SqlDecisions::read, "select document from decision where withdrawn_at is null"));
    }

    @Override
    public List<Decision> current(AssetId asset) {
        return ordered(sql.list(
                SqlDecisions::read,
                "select document from decision where asset = ? and withdrawn_at is null",
                asset.value()));
    }

    @Override
    public List<Lasting> lasting(String kind) {
        return new SqlLasting(sql, kind).current();
    }

    private static List<Decision> ordered(List<Decision> decisions) {
        return decisions.stream().sorted(Decision.ORDER).toList();
    }

    private static Decision read(ResultSet row) throws SQLException {
        return Documents.decision(row.getString(1));
    }

    private static Decided decided(Decision decision) {
        String document = Documents.write(decision);
        try {
            byte[] fingerprint = MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8));
            return new Decided(decision, document, fingerprint);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
