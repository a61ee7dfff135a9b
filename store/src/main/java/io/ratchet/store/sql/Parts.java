package io.ratchet.store.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What findings are made of, read once for as long as it is remembered: an estate says the same of its hosts over and
 * over. A part never changes, so what was read stays true. Safe for use by several threads.
 */
final class Parts {
    /** Texts that only one finding has pass through without pushing out what is said again and again. */
    private static final int REMEMBERED = 100_000;

    private final Map<Long, Object> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Object> eldest) {
            return size() > REMEMBERED;
        }
    };

    private synchronized Optional<Object> remembered(long id) {
        return Optional.ofNullable(remembered.get(id));
    }

    private synchronized void remember(Map<Long, Object> parts) {
        remembered.putAll(parts);
    }

    /** Parts by number, all of one kind, as some rows name them. */
    <T> Map<Long, T> read(Sql sql, Collection<Long> ids, Class<T> type, Function<JsonNode, T> codec) {
        Map<Long, Object> known = new LinkedHashMap<>();
        for (Long id : Set.copyOf(ids)) remembered(id).ifPresent(part -> known.put(id, part));
        List<Long> missing = ids.stream()
                .distinct()
                .filter(id -> !known.containsKey(id))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            Map<Long, Object> fetched = sql
                    .listOf(
                            missing,
                            row -> Map.<Long, Object>entry(row.getLong(1), Documents.read(row.getString(2), codec)),
                            "select id, document from part where id",
                            "")
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            remember(fetched);
            known.putAll(fetched);
        }
        return known.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> type.cast(entry.getValue())));
    }

    static <T> T of(Map<Long, T> parts, long id) {
        return Objects.requireNonNull(parts.get(id), () -> "part " + id + " of a finding is missing");
    }
}
