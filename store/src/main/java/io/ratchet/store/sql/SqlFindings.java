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
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Findings by their parts, many in a row ({@code V26__what_is_said_in_blocks.sql}). They are gathered and written last:
 * positions and numbers of parts are given under a lock ({@code V2__what_each_round_rested_on.sql}), which is so held
 * for the shortest time and always taken after that of the audit log. What was kept before there were blocks lies at
 * the positions before theirs: first what was kept whole, then a row for each ({@link OlderFindings}).
 */
final class SqlFindings implements Findings {
    /** So many positions are read at a time; no block has more. */
    private static final int PAGE = StatementBlock.MOST;

    private static final String EDGE = "select position, part from finding_edge where id = 2";

    private static final String HEADS = "select last_position, last_ordinal, size from statement_block where ";

    /** A longer record is a part, as a document is, so that a block stays small. */
    private static final int LONGEST_RECORD = 4_000;

    /** So few documents are smaller by themselves than a block of them and its row. */
    private static final int FEW = 8;

    /** What was given to {@link #add}, by what it names. */
    private record Batch(String report, byte[] delivery, long firstOrdinal, List<Said> said, String by) {}

    private record Said(
            Finding finding,
            Named report,
            @Nullable Named longRecord,
            Named host,
            Named observation,
            @Nullable Named evidence) {
        Statement statement() {
            Instant at = finding.observedAt();
            return new Statement(
                    report.number,
                    longRecord == null ? finding.record() : "",
                    numberOf(longRecord),
                    at.getEpochSecond(),
                    at.getNano(),
                    host.number,
                    observation.number,
                    numberOf(evidence));
        }

        private static long numberOf(@Nullable Named part) {
            return part == null ? 0 : part.number;
        }
    }

    /** A part that this transaction names. */
    private static final class Named {
        final Object part;
        /** 0 until it is known. */
        long number;

        Named(Object part, long number) {
            this.part = part;
            this.number = number;
        }
    }

    /** A part that may not be in the database yet, written out. */
    private record Written(Named named, String document, ByteBuffer fingerprint) {
        static Written of(Named named) {
            String document = named.part instanceof String record
                    ? quoted(record)
                    : Sql.storable(Json.line(FindingJson.part(named.part)));
            return new Written(named, document, ByteBuffer.wrap(Documents.fingerprint(document)));
        }
    }

    private final Sql sql;
    private final OlderFindings older;
    private final Parts shared;
    private final List<Batch> waiting = new ArrayList<>();
    private final Map<Object, Named> named = new HashMap<>();
    private final List<Written> written = new ArrayList<>();
    /** What this transaction has written may never be committed, and is nobody else's to remember. */
    private @Nullable Parts own;

    /** Read once in a transaction: a part of a cohort asks for each of its plans. */
    private @Nullable Set<String> everybody;

    SqlFindings(Sql sql, Parts shared) {
        this.sql = sql;
        older = new OlderFindings(sql);
        this.shared = shared;
    }

    @Override
    public void add(String reportSha256, long firstOrdinal, List<Finding> batch, String by) {
        if (batch.isEmpty()) return;
        // Written out here, since nobody waits yet.
        List<Said> said = new ArrayList<>(batch.size());
        Said above = null;
        for (Finding finding : batch) {
            above = said(finding, above);
            said.add(above);
        }
        waiting.add(new Batch(reportSha256, Documents.fingerprint(reportSha256), firstOrdinal, said, by));
    }

    /** @param above that of the finding before, whose parts are often the same: to see that takes less than a hash */
    private Said said(Finding finding, @Nullable Said above) {
        Evidence evidence = finding.evidence();
        return new Said(
                finding,
                named(finding.report(), above == null ? null : above.report()),
                finding.record().length() > LONGEST_RECORD ? named(finding.record(), null) : null,
                named(finding.host(), above == null ? null : above.host()),
                named(finding.observation(), null),
                evidence.equals(Evidence.NONE) ? null : named(evidence, above == null ? null : above.evidence()));
    }

    private Named named(Object part, @Nullable Named above) {
        if (above != null && (above.part == part || above.part.equals(part))) return above;
        return named.computeIfAbsent(part, this::named);
    }

    private Named named(Object part) {
        Named fresh = new Named(part, shared.number(part));
        if (fresh.number == 0) written.add(Written.of(fresh));
        return fresh;
    }

    /** Where the numbers stand while this transaction holds them. */
    private record Edge(long position, long part) {}

    /** Writes what waits; the last thing before the commit. */
    void flush() {
        if (waiting.isEmpty()) return;
        own = new Parts();
        Edge edge = sql.first(row -> new Edge(row.getLong(1), row.getLong(2)), EDGE + " for update")
                .orElseThrow();
        long part = number(edge.part());
        Edge last = new Edge(writeStatements(edge.position()), part);
        writeBringers();
        if (!last.equals(edge))
            sql.update("update finding_edge set position = ?, part = ? where id = 2", last.position(), last.part());
        waiting.clear();
    }

    /** It is committed: what was numbered may be known to all. */
    void committed() {
        named.values().forEach(part -> shared.committed(part.part, part.number));
    }

    /**
     * Finds the numbers of the parts that were written out, and gives those that are new one; returns the last given.
     */
    private long number(long last) {
        Map<ByteBuffer, Long> known = new HashMap<>();
        sql.listOf(
                        written.stream().map(part -> part.fingerprint().array()).toList(),
                        row -> Map.entry(ByteBuffer.wrap(row.getBytes(1)), row.getLong(2)),
                        "select fingerprint, id from part where fingerprint",
                        "")
                .forEach(part -> known.put(part.getKey(), part.getValue()));
        List<Written> fresh = new ArrayList<>();
        for (Written part : written) {
            Long there = known.get(part.fingerprint());
            if (there == null) {
                fresh.add(part);
                there = last + fresh.size();
                known.put(part.fingerprint(), there);
            }
            part.named().number = there;
        }
        written.clear();
        writeParts(fresh);
        return last + fresh.size();
    }

    private void writeParts(List<Written> fresh) {
        List<@Nullable Object[]> keys = new ArrayList<>(fresh.size());
        List<@Nullable Object[]> blocks = new ArrayList<>();
        List<String> block = new ArrayList<>();
        int length = 0;
        for (Written part : fresh) {
            boolean alone = fresh.size() <= FEW || part.document().length() > PartBlock.LONGEST_DOCUMENT;
            keys.add(new @Nullable Object[] {
                part.named().number, part.fingerprint().array(), alone ? part.document() : null
            });
            if (fresh.size() <= FEW) continue;
            block.add(alone ? PartBlock.ELSEWHERE : part.document());
            length += alone ? 0 : part.document().length();
            boolean last = keys.size() == fresh.size();
            if (!last && block.size() < PartBlock.MOST && length < PartBlock.LONGEST) continue;
            blocks.add(new Object[] {part.named().number, block.size(), PartBlock.pack(block)});
            block.clear();
            length = 0;
        }
        sql.batch("insert into part (id, fingerprint, document) values (?, ?, ?)", keys);
        sql.batch("insert into part_block (last_part, size, packed) values (?, ?, ?)", blocks);
    }

    /** Returns the position of the last one. */
    private long writeStatements(long edge) {
        Map<ByteBuffer, NavigableMap<Long, Long>> known = known();
        List<@Nullable Object[]> rows = new ArrayList<>();
        long position = edge;
        for (Batch batch : waiting) {
            NavigableMap<Long, Long> there =
                    known.computeIfAbsent(ByteBuffer.wrap(batch.delivery()), delivery -> new TreeMap<>());
            List<Statement> block = new ArrayList<>();
            int length = 0;
            long ordinal = batch.firstOrdinal();
            for (Said said : batch.said()) {
                boolean fresh = !within(there, ordinal);
                if (!block.isEmpty()
                        && (!fresh || block.size() == StatementBlock.MOST || length >= StatementBlock.LONGEST)) {
                    rows.add(row(position, batch, ordinal - 1, block));
                    there.put(ordinal - block.size(), ordinal - 1);
                    block.clear();
                    length = 0;
                }
                if (fresh) {
                    Statement statement = said.statement();
                    block.add(statement);
                    length += statement.record().length();
                    position++;
                }
                ordinal++;
            }
            if (block.isEmpty()) continue;
            rows.add(row(position, batch, ordinal - 1, block));
            there.put(ordinal - block.size(), ordinal - 1);
        }
        sql.batch(
                "insert into statement_block (last_position, size, delivery, last_ordinal, packed)"
                        + " values (?, ?, ?, ?, ?)",
                rows);
        return position;
    }

    private static Object[] row(long last, Batch batch, long lastOrdinal, List<Statement> block) {
        return new Object[] {last, block.size(), batch.delivery(), lastOrdinal, StatementBlock.pack(block)};
    }

    /** @param stretches none of which reaches into another: a block holds only what was not there */
    private static boolean within(NavigableMap<Long, Long> stretches, long ordinal) {
        Map.Entry<Long, Long> before = stretches.floorEntry(ordinal);
        return before != null && ordinal <= before.getValue();
    }

    /** Stretches of ordinals that are there of the deliveries that wait: the last by the first, by delivery. */
    private Map<ByteBuffer, NavigableMap<Long, Long>> known() {
        Map<ByteBuffer, NavigableMap<Long, Long>> known = new HashMap<>();
        Map<String, byte[]> deliveries = new LinkedHashMap<>();
        long first = Long.MAX_VALUE;
        long last = 0;
        for (Batch batch : waiting) {
            deliveries.put(batch.report(), batch.delivery());
            first = Math.min(first, batch.firstOrdinal());
            last = Math.max(last, batch.firstOrdinal() + batch.said().size() - 1);
        }
        sql.listOf(
                        deliveries.values(),
                        row -> new Stretch(ByteBuffer.wrap(row.getBytes(1)), row.getLong(2), row.getInt(3)),
                        "select delivery, last_ordinal, size from statement_block where delivery",
                        "and last_ordinal >= ? and last_ordinal < ?",
                        first,
                        last + StatementBlock.MOST)
                .forEach(there -> known.computeIfAbsent(there.delivery(), delivery -> new TreeMap<>())
                        .put(there.last() - there.size() + 1, there.last()));
        if (shared.anyOlder(older))
            older.known(
                    deliveries.keySet(),
                    deliveries.values(),
                    first,
                    last,
                    there -> known.computeIfAbsent(there.delivery(), delivery -> new TreeMap<>())
                            .put(there.ordinal(), there.ordinal()));
        return known;
    }

    private record Stretch(ByteBuffer delivery, long last, int size) {}

    private record Bringer(String report, String by) {}

    /** Under the lock on the edge, so that nobody else writes the same line. */
    private void writeBringers() {
        everybody = null;
        Set<Bringer> bringers = new LinkedHashSet<>();
        for (Batch batch : waiting) {
            bringers.add(new Bringer(batch.report(), batch.by()));
            Named above = null;
            for (Said said : batch.said()) {
                if (said.report() == above) continue;
                above = said.report();
                bringers.add(new Bringer(said.finding().report().sha256(), batch.by()));
            }
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
        sql.number("select position from finding_edge where id = 2 for update");
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

    /** As JSON, with halves of characters as escapes, since no database keeps them; a record is cited as it stands. */
    private static String quoted(String record) {
        StringBuilder text = new StringBuilder("\"");
        new String(JsonStringEncoder.getInstance().quoteAsString(record))
                .codePoints()
                .forEach(point -> {
                    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                        text.append(String.format("\\u%04x", point));
                    else text.appendCodePoint(point);
                });
        return text.append('"').toString();
    }

    private long edge() {
        return sql.number(EDGE);
    }

    @Override
    public long count() {
        flush();
        return sql.number("select coalesce(sum(size), 0) from statement_block") + older.count();
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
        if (after >= last) return Stream.empty();
        OlderFindings.Ends ends = shared.anyOlder(older) ? older.ends() : OlderFindings.Ends.NONE;
        Stream<Finding> whole =
                after >= ends.whole() ? Stream.empty() : older.whole(after, Math.min(last, ends.whole()));
        Stream<Finding> single = read(at -> singles(at, Math.min(last, ends.single())), Math.max(after, ends.whole()));
        Stream<Finding> blocks = read(at -> blocks(at, last), Math.max(after, ends.single()));
        return Stream.concat(whole, Stream.concat(single, blocks));
    }

    /** Reads on from one piece to the next, up to the first that is empty; nothing before it is asked for. */
    private Stream<Finding> read(LongFunction<List<Statement.Placed>> piece, long after) {
        Iterator<List<Finding>> pieces = new Iterator<>() {
            private long at = after;
            private @Nullable List<Finding> next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    List<Statement.Placed> read = piece.apply(at);
                    if (!read.isEmpty()) at = read.get(read.size() - 1).place();
                    next = findings(read);
                }
                return !next.isEmpty();
            }

            @Override
            public List<Finding> next() {
                if (!hasNext()) throw new NoSuchElementException();
                List<Finding> read = Objects.requireNonNull(next);
                next = null;
                return read;
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pieces, Spliterator.ORDERED), false)
                .flatMap(List::stream);
    }

    private List<Statement.Placed> singles(long after, long last) {
        return after >= last
                ? List.of()
                : older.single(false, after, PAGE).stream()
                        .filter(row -> row.place() <= last)
                        .toList();
    }

    private List<Statement.Placed> blocks(long after, long last) {
        if (after >= last) return List.of();
        List<Packaged> blocks = blocksBetween(after, after + PAGE);
        if (blocks.isEmpty()) {
            // Positions have no gap, unless somebody took some away.
            Optional<StatementBlock> next =
                    sql.first(SqlFindings::head, HEADS + "last_position > ? order by last_position" + first(1), after);
            if (next.isPresent())
                blocks = blocksBetween(next.get().last() - 1, next.get().last());
        }
        List<Statement.Placed> statements = new ArrayList<>();
        for (Packaged block : blocks) {
            long position = block.head().first();
            for (Statement statement : StatementBlock.unpack(block.packed())) {
                if (position > after && position <= last) statements.add(new Statement.Placed(position, statement));
                position++;
            }
        }
        return statements;
    }

    private record Packaged(StatementBlock head, byte[] packed) {}

    private List<Packaged> blocksBetween(long after, long upTo) {
        return sql.list(
                row -> new Packaged(head(row), row.getBytes(4)),
                "select last_position, last_ordinal, size, packed from statement_block"
                        + " where last_position > ? and last_position <= ? order by last_position",
                after,
                upTo);
    }

    private static StatementBlock head(ResultSet row) throws SQLException {
        return new StatementBlock(row.getLong(1), row.getLong(2), row.getInt(3));
    }

    @Override
    public List<Placed> page(Order order, @Nullable Long after, int limit) {
        flush();
        boolean newest = order == Order.NEWEST;
        long from = after == null ? (newest ? Long.MAX_VALUE : 0) : after;
        List<Supplier<List<Placed>>> kinds = new ArrayList<>();
        List<Placed> page = new ArrayList<>();
        kinds.add(() -> older.whole(newest, from, limit - page.size()));
        kinds.add(() -> placed(older.single(newest, from, limit - page.size())));
        kinds.add(() -> placed(page(newest, from, limit - page.size())));
        if (newest) Collections.reverse(kinds);
        for (Supplier<List<Placed>> kind : kinds) if (page.size() < limit) page.addAll(kind.get());
        return List.copyOf(page);
    }

    private List<Statement.Placed> page(boolean newest, long from, int limit) {
        List<StatementBlock> heads = new ArrayList<>();
        if (newest)
            sql.first(SqlFindings::head, HEADS + "last_position >= ? order by last_position" + first(1), from)
                    .filter(head -> head.first() < from)
                    .ifPresent(heads::add);
        heads.addAll(sql.list(
                SqlFindings::head,
                HEADS
                        + (newest
                                ? "last_position < ? order by last_position desc"
                                : "last_position > ? order by last_position")
                        + first(limit),
                from));
        return page(heads, StatementBlock::first, place -> newest ? place < from : place > from, newest, limit);
    }

    @Override
    public List<Placed> page(String reportSha256, @Nullable Long after, int limit) {
        flush();
        long from = after == null ? -1 : after;
        byte[] delivery = Documents.fingerprint(reportSha256);
        List<Placed> page = new ArrayList<>(older.whole(reportSha256, from, limit));
        page.addAll(placed(older.single(delivery, from, limit)));
        List<StatementBlock> heads = sql.list(
                SqlFindings::head,
                HEADS + "delivery = ? and last_ordinal > ? order by last_ordinal" + first(limit),
                delivery,
                from);
        page.addAll(placed(page(heads, StatementBlock::firstOrdinal, place -> place > from, false, limit)));
        return page.stream()
                .sorted(Comparator.comparingLong(Placed::place))
                .limit(limit)
                .toList();
    }

    /**
     * The first that are wanted of some blocks; no more of these are read than that takes.
     *
     * @param first the place of a block's first statement
     */
    private List<Statement.Placed> page(
            List<StatementBlock> heads,
            ToLongFunction<StatementBlock> first,
            LongPredicate wanted,
            boolean backwards,
            int limit) {
        List<StatementBlock> some = new ArrayList<>();
        long enough = 0;
        for (StatementBlock head : heads) {
            if (enough >= limit) break;
            long begins = first.applyAsLong(head);
            enough += LongStream.range(begins, begins + head.size())
                    .filter(wanted)
                    .count();
            some.add(head);
        }
        Map<Long, byte[]> packed = new HashMap<>();
        sql.listOf(
                        some.stream().map(StatementBlock::last).toList(),
                        row -> Map.entry(row.getLong(1), row.getBytes(2)),
                        "select last_position, packed from statement_block where last_position",
                        "")
                .forEach(block -> packed.put(block.getKey(), block.getValue()));
        List<Statement.Placed> page = new ArrayList<>();
        for (StatementBlock head : some) {
            List<Statement> statements = StatementBlock.unpack(Objects.requireNonNull(packed.get(head.last())));
            for (int i = 0; i < statements.size() && page.size() < limit; i++) {
                int at = backwards ? statements.size() - 1 - i : i;
                long place = first.applyAsLong(head) + at;
                if (wanted.test(place)) page.add(new Statement.Placed(place, statements.get(at)));
            }
        }
        return page;
    }

    private static String first(int limit) {
        return " fetch first " + limit + " rows only";
    }

    private List<Placed> placed(List<Statement.Placed> rows) {
        List<Finding> findings = findings(rows);
        List<Placed> placed = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) placed.add(new Placed(rows.get(i).place(), findings.get(i)));
        return placed;
    }

    private List<Finding> findings(List<Statement.Placed> rows) {
        if (rows.isEmpty()) return List.of();
        Map<Long, ReportRef> reports = read(rows, Statement::report, ReportRef.class, FindingJson::readReport);
        Map<Long, HostRef> hosts = read(rows, Statement::host, HostRef.class, FindingJson::readHost);
        Map<Long, Observation> seen =
                read(rows, Statement::observation, Observation.class, FindingJson::readObservation);
        Map<Long, Evidence> shown = read(rows, Statement::evidence, Evidence.class, FindingJson::readEvidence);
        Map<Long, String> records = read(rows, Statement::longRecord, String.class, JsonNode::asText);
        List<Finding> findings = new ArrayList<>(rows.size());
        // A whole estate stands in memory, and most of a host was seen at one moment.
        Instant at = Instant.EPOCH;
        for (Statement.Placed row : rows) {
            Statement one = row.statement();
            if (at.getEpochSecond() != one.second() || at.getNano() != one.nano()) at = one.at();
            findings.add(new Finding(
                    Parts.of(reports, one.report()),
                    one.longRecord() == 0 ? one.record() : Parts.of(records, one.longRecord()),
                    at,
                    Parts.of(hosts, one.host()),
                    Parts.of(seen, one.observation()),
                    one.evidence() == 0 ? Evidence.NONE : Parts.of(shown, one.evidence())));
        }
        return findings;
    }

    private <T> Map<Long, T> read(
            List<Statement.Placed> rows, ToLongFunction<Statement> which, Class<T> type, Function<JsonNode, T> codec) {
        Set<Long> ids = new HashSet<>();
        long above = 0;
        for (Statement.Placed row : rows) {
            long id = which.applyAsLong(row.statement());
            if (id != 0 && id != above) ids.add(id);
            above = id;
        }
        return ids.isEmpty() ? Map.of() : (own == null ? shared : own).read(sql, ids, type, codec);
    }
}
