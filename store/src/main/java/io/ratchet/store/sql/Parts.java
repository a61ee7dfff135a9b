package io.ratchet.store.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    private final Map<Long, Object> read = remembering();
    private final Map<Object, Long> numbers = remembering();

    private static <K, V> Map<K, V> remembering() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /** The number of a part that is committed; empty when it is not known here. */
    synchronized Optional<Long> number(Object part) {
        return Optional.ofNullable(numbers.get(part));
    }

    /** Remembers the numbers of parts once they are committed. */
    synchronized void committed(Map<Object, Long> parts) {
        numbers.putAll(parts);
    }

    private synchronized Map<Long, Object> remembered(Collection<Long> ids) {
        Map<Long, Object> known = new LinkedHashMap<>();
        for (Long id : ids) {
            Object part = read.get(id);
            if (part != null) known.put(id, part);
        }
        return known;
    }

    private synchronized void remember(Map<Long, Object> parts) {
        read.putAll(parts);
    }

    /** Parts by number, all of one kind, as some rows name them. */
    <T> Map<Long, T> read(Sql sql, Collection<Long> ids, Class<T> type, Function<JsonNode, T> codec) {
        TreeSet<Long> missing = new TreeSet<>(ids);
        Map<Long, Object> known = remembered(missing);
        missing.removeAll(known.keySet());
        if (!missing.isEmpty()) {
            Map<Long, Object> fetched = fetched(sql, missing).stream()
                    .collect(Collectors.toMap(Document::id, part -> Documents.read(part.text(), codec)));
            remember(fetched);
            known.putAll(fetched);
        }
        return known.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> type.cast(entry.getValue())));
    }

    private record Document(long id, String text) {
        static Document read(ResultSet row) throws SQLException {
            return new Document(row.getLong(1), row.getString(2));
        }
    }

    private static List<Document> fetched(Sql sql, SortedSet<Long> ids) {
        long span = ids.last() - ids.first() + 1;
        if (span > (long) SPARSE * ids.size())
            return sql.listOf(ids, Document::read, "select id, document from part where id", "");
        return sql
                .list(Document::read, "select id, document from part where id between ? and ?", ids.first(), ids.last())
                .stream()
                .filter(part -> ids.contains(part.id()))
                .toList();
    }

    static <T> T of(Map<Long, T> parts, long id) {
        return Objects.requireNonNull(parts.get(id), () -> "part " + id + " of a finding is missing");
    }
}
