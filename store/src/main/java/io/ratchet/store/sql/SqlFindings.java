package io.ratchet.store.sql;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    /** Before the place of a row. */
    private static final String COLUMNS =
            "select report, record, observed_second, observed_nano, host, observation, evidence, ";

    private static final String WHOLE = "select document, ";

    /** What was given to {@link #add}, written out as far as it is not known. */
    private record Batch(String report, long firstOrdinal, List<Finding> findings, String by) {}

    private final Sql sql;
    private final Parts shared;
    private final List<Batch> waiting = new ArrayList<>();
    private final Map<Object, Part> parts = new LinkedHashMap<>();
    /** The numbers of the parts that this transaction looked up or gave. */
    private final Map<Object, Long> numbers = new HashMap<>();
    /** What this transaction has written may never be committed, and is nobody else's to remember. */
    private @Nullable Parts own;

    /** Read once in a transaction: a part of a cohort asks for each of its plans. */
    private @Nullable Set<String> everybody;

    SqlFindings(Sql sql, Parts shared) {
        this.sql = sql;
        this.shared = shared;
    }

    @Override
    public void add(String reportSha256, long firstOrdinal, List<Finding> batch, String by) {
        if (batch.isEmpty()) return;
        Batch added = new Batch(reportSha256, firstOrdinal, List.copyOf(batch), by);
        waiting.add(added);
        // Written out here, since nobody waits yet.
        write(reportSha256);
        for (Finding finding : added.findings()) said(finding).forEach(this::write);
    }

    private static Stream<Object> said(Finding finding) {
        Stream<Object> always = Stream.of(finding.report(), finding.host(), finding.observation());
        return finding.evidence().equals(Evidence.NONE) ? always : Stream.concat(always, Stream.of(finding.evidence()));
    }

    private void write(Object part) {
        if (numbers.containsKey(part) || parts.containsKey(part)) return;
        Optional<Long> known = shared.number(part);
        if (known.isPresent()) numbers.put(part, known.get());
        else parts.put(part, Part.of(part));
    }

    /** A part that may not be in the database yet. */
    private record Part(Object said, String document, byte[] fingerprint) {
        static Part of(Object said) {
            String document = said instanceof String delivery ? delivery : Json.line(FindingJson.part(said));
            return new Part(said, document, Documents.fingerprint(document));
        }
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
        long part = number(edge.part());
        long position = edge.position();
        for (Batch batch : waiting) position = write(batch, position);
        writeBringers();
        Edge last = new Edge(position, part);
        if (!last.equals(edge))
            sql.update("update finding_edge set position = ?, part = ? where id = 1", position, part);
        waiting.clear();
    }

    /** It is committed: what was numbered may be known to all. */
    void committed() {
        shared.committed(numbers);
    }

    /**
     * Finds the numbers of the parts that were written out, and gives those that are new one; returns the last given.
     */
    private long number(long last) {
        Map<String, Long> known = new HashMap<>();
        sql.listOf(
                        parts.values().stream().map(Part::fingerprint).toList(),
                        row -> Map.entry(HexFormat.of().formatHex(row.getBytes(1)), row.getLong(2)),
                        "select fingerprint, id from part where fingerprint",
                        "")
                .forEach(part -> known.put(part.getKey(), part.getValue()));
        long next = last;
        List<Object[]> rows = new ArrayList<>();
        for (Part part : parts.values()) {
            String fingerprint = HexFormat.of().formatHex(part.fingerprint());
            Long there = known.get(fingerprint);
            if (there == null) {
                there = ++next;
                known.put(fingerprint, there);
                rows.add(new Object[] {there, part.fingerprint(), part.document()});
            }
            numbers.put(part.said(), there);
        }
        sql.batch("insert into part (id, fingerprint, document) values (?, ?, ?)", rows);
        parts.clear();
        return next;
    }

    private long write(Batch batch, long edge) {
        Set<Long> known = known(batch);
        long position = edge;
        List<@Nullable Object[]> rows = new ArrayList<>(batch.findings().size());
        for (int i = 0; i < batch.findings().size(); i++) {
            Finding finding = batch.findings().get(i);
            long ordinal = batch.firstOrdinal() + i;
            if (known.contains(ordinal)) continue;
            Instant at = finding.observedAt();
            long second = at.getEpochSecond();
            int nano = at.getNano();
            rows.add(new @Nullable Object[] {
                ++position,
                numberOf(batch.report()),
                ordinal,
                numberOf(finding.report()),
                escaped(finding.record()),
                second,
                nano,
                numberOf(finding.host()),
                numberOf(finding.observation()),
                finding.evidence().equals(Evidence.NONE) ? null : numberOf(finding.evidence())
            });
        }
        sql.batch(
                "insert into statement (position, delivery, ordinal, report, record, observed_second, observed_nano, host,"
                        + " observation, evidence) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
        return position;
    }

    private record Bringer(String report, String by) {}

    /** Under the lock on the edge, so that nobody else writes the same line. */
    private void writeBringers() {
        everybody = null;
        Set<Bringer> bringers = new LinkedHashSet<>();
        for (Batch batch : waiting) {
            bringers.add(new Bringer(batch.report(), batch.by()));
            for (Finding finding : batch.findings())
                bringers.add(new Bringer(finding.report().sha256(), batch.by()));
        }
        bringers.removeAll(
                bringers(bringers.stream().map(Bringer::report).distinct().toList()));
        sql.batch(
                "insert into brought (report_sha256, brought_by) values (?, ?)",
                bringers.stream()
                        .map(bringer -> new Object[] {bringer.report(), bringer.by()})
                        .toList());
    }

    @Override
    public void unread(String reportSha256, String by) {
        everybody = null;
        // The lock under which bringers are written.
        sql.number("select position from finding_edge where id = 1 for update");
        if (bringers(List.of(reportSha256)).contains(new Bringer(reportSha256, by))) return;
        sql.update("insert into brought (report_sha256, brought_by) values (?, ?)", reportSha256, by);
    }

    private Set<Bringer> bringers(Collection<String> reports) {
        return new HashSet<>(sql.listOf(
                reports,
                row -> new Bringer(row.getString(1), row.getString(2)),
                "select report_sha256, brought_by from brought where report_sha256",
                ""));
    }

    @Override
    public Map<String, Set<String>> broughtBy(Collection<String> reports) {
        Map<String, Set<String>> by = new HashMap<>();
        bringers(Set.copyOf(reports))
                .forEach(bringer -> by.computeIfAbsent(bringer.report(), report -> new TreeSet<>())
                        .add(bringer.by()));
        return by;
    }

    @Override
    public Set<String> bringers() {
        Set<String> known = everybody;
        if (known == null) {
            known = Set.copyOf(sql.list(row -> row.getString(1), "select distinct brought_by from brought"));
            everybody = known;
        }
        return known;
    }

    private long numberOf(Object part) {
        return Objects.requireNonNull(numbers.get(part), "every part has a number");
    }

    private Set<Long> known(Batch batch) {
        long last = batch.firstOrdinal() + batch.findings().size() - 1;
        Set<Long> known = new HashSet<>(sql.list(
                row -> row.getLong(1),
                "select ordinal from statement where delivery = ? and ordinal between ? and ?",
                numberOf(batch.report()),
                batch.firstOrdinal(),
                last));
        known.addAll(sql.list(
                row -> row.getLong(1),
                "select ordinal from finding where report_sha256 = ? and ordinal between ? and ?",
                batch.report(),
                batch.firstOrdinal(),
                last));
        return known;
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
                .flatMap(page -> inParts(page, Math.min(last, page + PAGE)).stream());
        return Stream.concat(whole, inParts);
    }

    /** A row of numbers, and its place in whatever is read. */
    private record Row(
            long place,
            long report,
            String record,
            Instant at,
            long host,
            long observation,
            @Nullable Long evidence) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong(8),
                    row.getLong(1),
                    unescaped(row.getString(2)),
                    Instant.ofEpochSecond(row.getLong(3), row.getInt(4)),
                    row.getLong(5),
                    row.getLong(6),
                    row.getObject(7, Long.class));
        }
    }

    private List<Finding> inParts(long after, long upTo) {
        return findings(sql.list(
                        Row::read,
                        COLUMNS + "position from statement where position > ? and position <= ? order by position",
                        after,
                        upTo))
                .stream()
                .map(Placed::finding)
                .toList();
    }

    @Override
    public List<Placed> page(Order order, @Nullable Long after, int limit) {
        flush();
        boolean newest = order == Order.NEWEST;
        long from = after == null ? (newest ? Long.MAX_VALUE : 0) : after;
        String behind = newest ? "position < ? order by position desc" : "position > ? order by position";
        List<Placed> page = new ArrayList<>();
        // What was kept whole came before everything that is kept in parts.
        for (boolean parts : List.of(newest, !newest)) {
            int left = limit - page.size();
            if (left == 0) break;
            String which = " where " + behind + first(left);
            page.addAll(
                    parts
                            ? findings(sql.list(Row::read, COLUMNS + "position from statement" + which, from))
                            : sql.list(SqlFindings::whole, WHOLE + "position from finding" + which, from));
        }
        return List.copyOf(page);
    }

    @Override
    public List<Placed> page(String reportSha256, @Nullable Long after, int limit) {
        flush();
        long from = after == null ? -1 : after;
        List<Placed> page = new ArrayList<>(sql.list(
                SqlFindings::whole,
                WHOLE + "ordinal from finding where report_sha256 = ? and ordinal > ? order by ordinal" + first(limit),
                reportSha256,
                from));
        sql.first(row -> row.getLong(1), "select id from part where fingerprint = ?", (Object)
                        Documents.fingerprint(reportSha256))
                .ifPresent(delivery -> page.addAll(findings(sql.list(
                        Row::read,
                        COLUMNS + "ordinal from statement where delivery = ? and ordinal > ? order by ordinal"
                                + first(limit),
                        delivery,
                        from))));
        return page.stream()
                .sorted(Comparator.comparingLong(Placed::place))
                .limit(limit)
                .toList();
    }

    private static String first(int limit) {
        return " fetch first " + limit + " rows only";
    }

    private static Placed whole(ResultSet row) throws SQLException {
        return new Placed(row.getLong(2), Documents.finding(row.getString(1)));
    }

    private List<Placed> findings(List<Row> rows) {
        Map<Long, ReportRef> reports = read(rows, Row::report, ReportRef.class, FindingJson::readReport);
        Map<Long, HostRef> hosts = read(rows, Row::host, HostRef.class, FindingJson::readHost);
        Map<Long, Observation> seen = read(rows, Row::observation, Observation.class, FindingJson::readObservation);
        Map<Long, Evidence> shown = read(rows, Row::evidence, Evidence.class, FindingJson::readEvidence);
        return rows.stream()
                .map(row -> new Placed(
                        row.place(),
                        new Finding(
                                Parts.of(reports, row.report()),
                                row.record(),
                                row.at(),
                                Parts.of(hosts, row.host()),
                                Parts.of(seen, row.observation()),
                                row.evidence() == null ? Evidence.NONE : Parts.of(shown, row.evidence()))))
                .toList();
    }

    private <T> Map<Long, T> read(
            List<Row> rows, Function<Row, @Nullable Long> which, Class<T> type, Function<JsonNode, T> codec) {
        List<Long> ids = rows.stream().map(which).filter(Objects::nonNull).toList();
        return (own == null ? shared : own).read(sql, ids, type, codec);
    }
}
