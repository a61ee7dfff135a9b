package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.store.AuditLog;
import io.ratchet.store.AuditObserver;
import io.ratchet.store.audit.MerkleTree;
import io.ratchet.store.audit.SealedLine;
import io.ratchet.wire.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Appends under the lock of the one {@code audit_edge} row, from the first line of a transaction to its commit: numbers
 * have no gaps, and a transaction that rolls back leaves neither a line nor a trace in the tree.
 */
final class SqlAuditLog implements AuditLog {
    private static final int LINES_AT_ONCE = 500;

    private final Sql sql;
    private final boolean sealing;
    private final List<@Nullable Object[]> waiting = new ArrayList<>();
    private final Map<Kind, Long> added = new LinkedHashMap<>();
    private @Nullable Held held;

    /** What is counted of a line; the line itself may be long and is not kept. */
    private record Kind(String type, @Nullable String code) {}

    /** The tree's right edge while this transaction holds it. */
    private static final class Held {
        private final MerkleTree tree;
        private @Nullable Instant lastAt;

        private Held(MerkleTree tree, @Nullable Instant lastAt) {
            this.tree = tree;
            this.lastAt = lastAt;
        }
    }

    /** @param sealing whether lines are written so that values of them can be hidden in an export */
    SqlAuditLog(Sql sql, boolean sealing) {
        this.sql = sql;
        this.sealing = sealing;
    }

    @Override
    public long append(AuditEvent event) {
        Held held = hold();
        AuditEvent ordered = notBefore(held.lastAt, event);
        long sequence = held.tree.size();
        byte[] line = Documents.canonical(sequence, ordered, sealing);
        held.tree.append(SealedLine.hashed(line));
        held.lastAt = ordered.at();
        waiting.add(new @Nullable Object[] {
            sequence,
            ordered.at(),
            ordered.type(),
            ordered.asset() == null ? null : ordered.asset().value(),
            ordered.remediation(),
            line
        });
        added.merge(
                new Kind(ordered.type(), ordered.data().get("code") instanceof String code ? code : null),
                1L,
                Long::sum);
        if (waiting.size() >= LINES_AT_ONCE) write();
        return sequence;
    }

    private Held hold() {
        Held now = held;
        if (now == null) {
            now = sql.first(SqlAuditLog::held, "select size, hashes, last_at from audit_edge where id = 1 for update")
                    .orElseThrow();
            held = now;
        }
        return now;
    }

    private static Held held(ResultSet row) throws SQLException {
        String lastAt = row.getString(3);
        return new Held(
                MerkleTree.resume(row.getLong(1), row.getBytes(2)), lastAt == null ? null : Instant.parse(lastAt));
    }

    /**
     * The log's time never runs backwards: a line stamped before the one above it takes that one's time and keeps its
     * own beside it.
     */
    private static AuditEvent notBefore(@Nullable Instant last, AuditEvent event) {
        if (last == null || !event.at().isBefore(last)) return event;
        Map<String, Object> data = new TreeMap<>(event.data());
        data.put("statedAt", event.at().toString());
        return new AuditEvent(last, event.type(), event.actor(), event.asset(), event.remediation(), data);
    }

    /** Writes what waits; the last thing before the commit. */
    void flush() {
        Held now = held;
        if (now == null) return;
        write();
        sql.update(
                "update audit_edge set size = ?, hashes = ?, last_at = ? where id = 1",
                now.tree.size(),
                now.tree.edge(),
                now.lastAt == null ? null : now.lastAt.toString());
    }

    /** When the last line that this transaction wrote was; null: it wrote none. */
    @Nullable
    Instant lastLine() {
        return held == null ? null : held.lastAt;
    }

    void tell(AuditObserver observer) {
        added.forEach((kind, lines) -> observer.committed(kind.type(), kind.code(), lines));
    }

    private void write() {
        sql.batch(
                "insert into audit_event (sequence, recorded_at, type, asset, remediation, line) values (?, ?, ?, ?, ?, ?)",
                waiting);
        waiting.clear();
    }

    @Override
    public Head head() {
        Held seen = seen();
        return new Head(seen.tree.size(), seen.tree.root());
    }

    @Override
    public Edge edge() {
        Held seen = seen();
        return new Edge(seen.tree.size(), seen.tree.edge(), seen.lastAt);
    }

    private Held seen() {
        return held != null
                ? held
                : sql.first(SqlAuditLog::held, "select size, hashes, last_at from audit_edge where id = 1")
                        .orElseThrow();
    }

    @Override
    public Optional<String> signer() {
        return sql.first(row -> row.getString(1), "select fingerprint from audit_signer where id = 1");
    }

    @Override
    public void signer(String fingerprint, Instant at) {
        int renamed = sql.update("update audit_signer set fingerprint = ?, named_at = ? where id = 1", fingerprint, at);
        if (renamed == 0)
            sql.update("insert into audit_signer (id, fingerprint, named_at) values (1, ?, ?)", fingerprint, at);
    }

    @Override
    public Stream<Line> lines(long from) {
        write();
        return sql.stream(
                SqlAuditLog::line,
                "select sequence, line from audit_event where sequence >= ? order by sequence",
                from);
    }

    @Override
    public Stream<byte[]> written(long from) {
        write();
        return sql.stream(
                row -> row.getBytes(1), "select line from audit_event where sequence >= ? order by sequence", from);
    }

    @Override
    public Stream<byte[]> leaves(long from) {
        return written(from).map(SealedLine::leaf);
    }

    @Override
    public Stream<Line> lines(AssetId asset) {
        write();
        return sql.stream(
                SqlAuditLog::line,
                "select sequence, line from audit_event where asset = ? order by sequence",
                asset.value());
    }

    @Override
    public Found newest(Search search, long before, int limit) {
        write();
        long size = size();
        long from = search.since() == null ? 0 : first(search.since(), size);
        long to = Math.min(Math.max(0, before), search.until() == null ? size : first(search.until(), size));
        long lowest = search.asset() == null ? Math.max(from, to - LOOKED_AT) : from;
        List<Line> found = newest(search, lowest, to, limit + 1);
        if (found.size() > limit) {
            List<Line> shown = List.copyOf(found.subList(0, limit));
            return new Found(shown, OptionalLong.of(shown.get(limit - 1).sequence()));
        }
        return new Found(List.copyOf(found), lowest > from ? OptionalLong.of(lowest) : OptionalLong.empty());
    }

    private List<Line> newest(Search search, long from, long to, int limit) {
        Query query = new Query("select sequence, line from audit_event where sequence >= ? and sequence < ?");
        query.add("", from, to);
        if (search.asset() != null) query.add(" and asset = ?", search.asset().value());
        if (search.remediation() != null) query.add(" and remediation = ?", search.remediation());
        if (search.type() != null) query.add(" and type = ?", search.type());
        query.add(" order by sequence desc");
        byte[] actor = search.actor() == null ? new byte[0] : beginning(search.actor());
        try (Stream<Line> lines = sql.stream(SqlAuditLog::line, query.text(), query.values())) {
            return lines.filter(line -> begins(line.canonical(), actor))
                    .limit(limit)
                    .toList();
        }
    }

    /** The actor is the first field of a line, for names stand in their order. */
    private static byte[] beginning(String actor) {
        byte[] object = Json.canonical(Json.object().put("actor", actor));
        object[object.length - 1] = ',';
        return object;
    }

    private static boolean begins(byte[] line, byte[] with) {
        return line.length >= with.length && Arrays.equals(line, 0, with.length, with, 0, with.length);
    }

    /** The first line that is not earlier: the log's time never runs backwards, so that few are looked at. */
    private long first(Instant moment, long size) {
        long low = 0;
        long high = size;
        while (low < high) {
            long middle = (low + high) >>> 1;
            Line line = sql.first(
                            SqlAuditLog::line, "select sequence, line from audit_event where sequence = ?", middle)
                    .orElseThrow();
            if (line.event().at().isBefore(moment)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    @Override
    public Stream<Line> linesByAsset() {
        write();
        return sql.stream(
                SqlAuditLog::line,
                "select sequence, line from audit_event where asset is not null order by asset, sequence");
    }

    private static Line line(ResultSet row) throws SQLException {
        byte[] canonical = row.getBytes(2);
        return new Line(row.getLong(1), Documents.auditEvent(canonical), canonical);
    }
}
