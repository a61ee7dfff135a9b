package io.ratchet.store.sql;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.store.Findings;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Findings by their parts ({@code V7__statements_that_keep_what_was_said_once.sql}). They are gathered and written
 * last: positions and numbers of parts are given under a lock ({@code V2__what_each_round_rested_on.sql}), which is so
 * held for the shortest time and always taken after that of the audit log.
 */
final class SqlFindings implements Findings {
    /** So many positions are read at a time. */
    private static final long PAGE = 2_000;

    private record Batch(String report, long firstOrdinal, List<Said> said) {}

    private final Sql sql;
    private final Parts shared;
    private final List<Batch> waiting = new ArrayList<>();
    /** What this transaction has written may never be committed, and is nobody else's to remember. */
    private @Nullable Parts own;

    SqlFindings(Sql sql, Parts shared) {
        this.sql = sql;
        this.shared = shared;
    }

    @Override
    public void add(String reportSha256, long firstOrdinal, List<Finding> batch) {
        // Written out here, since nobody waits yet.
        if (!batch.isEmpty())
            waiting.add(new Batch(
                    reportSha256, firstOrdinal, batch.stream().map(Said::of).toList()));
    }

    /** Where the numbers stand while this transaction holds them. */
    private record Edge(long position, long part) {}

    /** Writes what waits; the last thing before the commit. */
    void flush() {
        if (waiting.isEmpty()) return;
        own = new Parts();
        Edge edge = sql.first(
                        row -> new Edge(row.getLong(1), row.getLong(2)),
                        "select position, part from finding_edge where id = 1 for update")
                .orElseThrow();
        Edge last = edge;
        for (Batch batch : waiting) last = write(batch, last);
        if (!last.equals(edge))
            sql.update("update finding_edge set position = ?, part = ? where id = 1", last.position(), last.part());
        waiting.clear();
    }

    /** A finding as the documents of its parts. */
    private record Said(
            String record,
            Instant at,
            String report,
            String host,
            String observation,
            @Nullable String evidence) {
        static Said of(Finding finding) {
            FindingJson.Parts parts = FindingJson.parts(finding);
            ObjectNode evidence = parts.evidence();
            return new Said(
                    escaped(finding.record()),
                    finding.observedAt(),
                    Json.line(parts.report()),
                    Json.line(parts.host()),
                    Json.line(parts.observation()),
                    evidence == null ? null : Json.line(evidence));
        }

        Stream<String> documents() {
            return Stream.of(report, host, observation, evidence).filter(Objects::nonNull);
        }
    }

    private Edge write(Batch batch, Edge edge) {
        Set<Long> known = known(batch);
        Map<Long, Said> fresh = new LinkedHashMap<>();
        for (int i = 0; i < batch.said().size(); i++)
            if (!known.contains(batch.firstOrdinal() + i))
                fresh.put(batch.firstOrdinal() + i, batch.said().get(i));
        if (fresh.isEmpty()) return edge;
        Numbered numbered = numbers(
                Stream.concat(Stream.of(batch.report()), fresh.values().stream().flatMap(Said::documents)),
                edge.part());
        long position = edge.position();
        List<@Nullable Object[]> rows = new ArrayList<>(fresh.size());
        for (Map.Entry<Long, Said> one : fresh.entrySet()) {
            Said said = one.getValue();
            rows.add(new @Nullable Object[] {
                ++position,
                numbered.of(batch.report()),
                one.getKey(),
                numbered.of(said.report()),
                said.record(),
                said.at().getEpochSecond(),
                said.at().getNano(),
                numbered.of(said.host()),
                numbered.of(said.observation()),
                said.evidence() == null ? null : numbered.of(said.evidence())
            });
        }
        sql.batch(
                "insert into statement (position, delivery, ordinal, report, record, observed_second, observed_nano, host,"
                        + " observation, evidence) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
        return new Edge(position, numbered.last());
    }

    private Set<Long> known(Batch batch) {
        long last = batch.firstOrdinal() + batch.said().size() - 1;
        Set<Long> known = new HashSet<>(sql.list(
                row -> row.getLong(1),
                "select ordinal from statement where ordinal between ? and ?"
                        + " and delivery = (select id from part where fingerprint = ?)",
                batch.firstOrdinal(),
                last,
                Documents.fingerprint(batch.report())));
        known.addAll(sql.list(
                row -> row.getLong(1),
                "select ordinal from finding where report_sha256 = ? and ordinal between ? and ?",
                batch.report(),
                batch.firstOrdinal(),
                last));
        return known;
    }

    /** The numbers of some documents, and the last number that is given. */
    private record Numbered(Map<String, Long> numbers, long last) {
        long of(String document) {
            return Objects.requireNonNull(numbers.get(document), "every part has a number");
        }
    }

    private Numbered numbers(Stream<String> documents, long last) {
        Map<String, byte[]> wanted = new LinkedHashMap<>();
        documents.forEach(document -> wanted.computeIfAbsent(document, Documents::fingerprint));
        Map<String, Long> known = new LinkedHashMap<>();
        sql.listOf(
                        List.copyOf(wanted.values()),
                        row -> Map.entry(HexFormat.of().formatHex(row.getBytes(1)), row.getLong(2)),
                        "select fingerprint, id from part where fingerprint",
                        "")
                .forEach(part -> known.put(part.getKey(), part.getValue()));
        Map<String, Long> numbers = new LinkedHashMap<>();
        List<Object[]> rows = new ArrayList<>();
        long next = last;
        for (Map.Entry<String, byte[]> part : wanted.entrySet()) {
            Long there = known.get(HexFormat.of().formatHex(part.getValue()));
            if (there == null) {
                there = ++next;
                rows.add(new Object[] {there, part.getValue(), part.getKey()});
            }
            numbers.put(part.getKey(), there);
        }
        sql.batch("insert into part (id, fingerprint, document) values (?, ?, ?)", rows);
        return new Numbered(numbers, next);
    }

    /** No database keeps every character there is; a record's place is cited, byte for byte. */
    private static String escaped(String record) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(record));
    }

    private static String unescaped(String record) {
        return record.indexOf('\\') < 0 ? record : Documents.read("\"" + record + "\"", JsonNode::asText);
    }

    private long edge() {
        return sql.number("select position from finding_edge where id = 1");
    }

    @Override
    public long count() {
        flush();
        return sql.number("select (select count(*) from statement) + (select count(*) from finding)");
    }

    @Override
    public long cut() {
        flush();
        return edge();
    }

    @Override
    public Stream<Finding> between(long after, long cut) {
        flush();
        long last = Math.min(cut, edge());
        long before = sql.number("select coalesce(max(position), 0) from finding");
        Stream<Finding> whole = after >= before
                ? Stream.empty()
                : sql.stream(
                        row -> Documents.finding(row.getString(1)),
                        "select document from finding where position > ? and position <= ? order by position",
                        after,
                        cut);
        long from = Math.max(after, before);
        Stream<Finding> inParts = LongStream.iterate(from, page -> page < last, page -> page + PAGE)
                .boxed()
                .flatMap(page -> page(page, Math.min(last, page + PAGE)).stream());
        return Stream.concat(whole, inParts);
    }

    /** A row of numbers. */
    private record Row(
            long report,
            String record,
            Instant at,
            long host,
            long observation,
            @Nullable Long evidence) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong(1),
                    unescaped(row.getString(2)),
                    Instant.ofEpochSecond(row.getLong(3), row.getInt(4)),
                    row.getLong(5),
                    row.getLong(6),
                    row.getObject(7, Long.class));
        }
    }

    private List<Finding> page(long after, long upTo) {
        List<Row> rows = sql.list(
                Row::read,
                "select report, record, observed_second, observed_nano, host, observation, evidence from statement"
                        + " where position > ? and position <= ? order by position",
                after,
                upTo);
        Map<Long, ReportRef> reports = parts(rows, Row::report, ReportRef.class, FindingJson::readReport);
        Map<Long, HostRef> hosts = parts(rows, Row::host, HostRef.class, FindingJson::readHost);
        Map<Long, Observation> seen = parts(rows, Row::observation, Observation.class, FindingJson::readObservation);
        Map<Long, Evidence> shown = parts(rows, Row::evidence, Evidence.class, FindingJson::readEvidence);
        return rows.stream()
                .map(row -> new Finding(
                        Parts.of(reports, row.report()),
                        row.record(),
                        row.at(),
                        Parts.of(hosts, row.host()),
                        Parts.of(seen, row.observation()),
                        row.evidence() == null ? Evidence.NONE : Parts.of(shown, row.evidence())))
                .toList();
    }

    private <T> Map<Long, T> parts(
            List<Row> rows, Function<Row, @Nullable Long> which, Class<T> type, Function<JsonNode, T> codec) {
        List<Long> ids = rows.stream().map(which).filter(Objects::nonNull).toList();
        return (own == null ? shared : own).read(sql, ids, type, codec);
    }
}
