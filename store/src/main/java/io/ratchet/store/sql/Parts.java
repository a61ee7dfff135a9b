package io.ratchet.store.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What findings are made of, read once for as long as it is remembered: an estate says the same of its hosts over and
 * over. A part never changes and never goes, so what was read or committed stays true. Safe for use by several threads.
 */
final class Parts {
    /** What only one finding says passes through without pushing out what is said again and again. */
    private static final int REMEMBERED = 50_000;

    /**
     * Parts that were written together have numbers that lie together; so many that nobody asked for may lie between.
     */
    private static final int SPARSE = 4;

    /** So many blocks are looked for by one statement. */
    private static final int LOOKED_FOR = 50;

    private static final String BLOCKS = "select last_part, size, packed from part_block where last_part";

    /** Null until it was asked for; what is older than blocks becomes no more. */
    private volatile @Nullable Boolean anyOlder;

    private final Map<Long, Object> read = remembering();
    private final Map<Object, Numbered> numbers = remembering();

    /** A part, so that what is read and what is written share one, and its number. */
    private record Numbered(Object part, long number) {}

    private static <K, V> Map<K, V> remembering() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    boolean anyOlder(OlderFindings older) {
        Boolean known = anyOlder;
        if (known == null) anyOlder = known = older.ends().single() > 0;
        return known;
    }

    /** The number of a part that is committed; 0 when it is not known here. */
    synchronized long number(Object part) {
        Numbered known = numbers.get(part);
        return known == null ? 0 : known.number();
    }

    /** Remembers the number of a part once it is committed. */
    synchronized void committed(Object part, long number) {
        if (!numbers.containsKey(part)) numbers.put(part, new Numbered(part, number));
    }

    private synchronized Map<Long, Object> remembered(Collection<Long> ids) {
        Map<Long, Object> known = new HashMap<>();
        for (Long id : ids) {
            Object part = read.get(id);
            if (part != null) known.put(id, part);
        }
        return known;
    }

    private synchronized void remember(Map<Long, Object> parts) {
        parts.replaceAll((id, part) -> {
            Numbered written = numbers.get(part);
            return written == null ? part : written.part();
        });
        read.putAll(parts);
    }

    /** Parts by number, all of one kind, as some statements name them. */
    <T> Map<Long, T> read(Sql sql, Collection<Long> ids, Class<T> type, Function<JsonNode, T> codec) {
        TreeSet<Long> missing = new TreeSet<>(ids);
        Map<Long, Object> known = remembered(missing);
        missing.removeAll(known.keySet());
        if (!missing.isEmpty()) {
            Map<Long, Object> fetched = new HashMap<>();
            documents(sql, missing).forEach((id, text) -> fetched.put(id, Documents.read(text, codec)));
            remember(fetched);
            known.putAll(fetched);
        }
        return known.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> type.cast(entry.getValue())));
    }

    private static Map<Long, String> documents(Sql sql, SortedSet<Long> ids) {
        Map<Long, String> documents = new HashMap<>();
        for (PartBlock block : blocks(sql, ids)) documents.putAll(block.documents(ids));
        TreeSet<Long> left = new TreeSet<>(ids);
        left.removeAll(documents.keySet());
        if (!left.isEmpty()) alone(sql, left).forEach(part -> documents.put(part.id(), part.text()));
        return documents;
    }

    private static boolean sparse(SortedSet<Long> ids) {
        return ids.last() - ids.first() >= Math.max(PartBlock.MOST, (long) SPARSE * ids.size());
    }

    /** Those in which the parts stand that stand in blocks, and maybe more. */
    private static List<PartBlock> blocks(Sql sql, SortedSet<Long> ids) {
        if (sparse(ids)) return sql.listOf(lasts(sql, ids), Parts::block, BLOCKS, "");
        return sql.list(
                Parts::block,
                BLOCKS + " >= ? and last_part < ? and last_part - size < ? order by last_part",
                ids.first(),
                ids.last() + PartBlock.MOST,
                ids.last());
    }

    private static PartBlock block(ResultSet row) throws SQLException {
        return new PartBlock(row.getLong(1), row.getInt(2), row.getBytes(3));
    }

    /** The first block that ends with or behind each of the parts; no block has more than one that is nearest. */
    private static Set<Long> lasts(Sql sql, SortedSet<Long> ids) {
        Set<Long> lasts = new LinkedHashSet<>();
        List<Long> left = List.copyOf(ids);
        for (int from = 0; from < left.size(); from += LOOKED_FOR) {
            List<Long> some = new ArrayList<>(left.subList(from, Math.min(from + LOOKED_FOR, left.size())));
            // As many marks each time, since a database remembers a statement by its text.
            while (some.size() < LOOKED_FOR) some.add(some.get(some.size() - 1));
            lasts.addAll(sql.list(row -> row.getLong(1), NEAREST, some.toArray()));
        }
        return lasts;
    }

    private static final String NEAREST = String.join(
            " union ",
            Collections.nCopies(
                    LOOKED_FOR,
                    "(select last_part from part_block where last_part >= ? order by last_part fetch first 1 row only)"));

    private record Document(long id, String text) {
        static Document read(ResultSet row) throws SQLException {
            return new Document(row.getLong(1), row.getString(2));
        }
    }

    /** Those whose document is their own. */
    private static List<Document> alone(Sql sql, SortedSet<Long> ids) {
        if (sparse(ids))
            return sql.listOf(
                    ids, Document::read, "select id, document from part where document is not null and id", "");
        return sql
                .list(
                        Document::read,
                        "select id, document from part where id between ? and ? and document is not null",
                        ids.first(),
                        ids.last())
                .stream()
                .filter(part -> ids.contains(part.id()))
                .toList();
    }

    static <T> T of(Map<Long, T> parts, long id) {
        return Objects.requireNonNull(parts.get(id), () -> "part " + id + " of a finding is missing");
    }
}
