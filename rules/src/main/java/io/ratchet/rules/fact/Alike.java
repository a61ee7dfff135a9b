package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Some of an estate, sorted by all that a question looks at of them: thousands that are alike are asked about once, and
 * who gets the same answer shares one list.
 *
 * @param <T> what is asked about
 * @param <K> what the question looks at
 */
final class Alike<T, K> {
    private final List<T> all;
    private final Function<T, AssetId> id;
    private final Map<K, Integer> kinds = new LinkedHashMap<>();
    private final int[] kindOf;
    private final Map<BitSet, Chosen<T>> chosen = new HashMap<>();

    /** @param ids without repetition, ascending */
    private record Chosen<T>(List<T> found, List<AssetId> ids) {}

    private Alike(List<T> all, Function<T, K> look, Function<T, AssetId> id) {
        this.all = List.copyOf(all);
        this.id = id;
        this.kindOf = new int[all.size()];
        for (int i = 0; i < kindOf.length; i++) {
            Integer kind = kinds.putIfAbsent(look.apply(all.get(i)), kinds.size());
            kindOf[i] = kind == null ? kinds.size() - 1 : kind;
        }
    }

    static <T, K> Alike<T, K> of(List<T> all, Function<T, K> look, Function<T, AssetId> id) {
        return new Alike<>(all, look, id);
    }

    /** Those of which it is true, in order. */
    List<T> where(Predicate<K> holds) {
        return choose(holds).found;
    }

    /** The assets of those of which it is true. */
    List<AssetId> idsWhere(Predicate<K> holds) {
        return choose(holds).ids;
    }

    private Chosen<T> choose(Predicate<K> holds) {
        BitSet wanted = new BitSet(kinds.size());
        kinds.forEach((kind, number) -> wanted.set(number, holds.test(kind)));
        return chosen.computeIfAbsent(wanted, this::pick);
    }

    private Chosen<T> pick(BitSet wanted) {
        List<T> found = new ArrayList<>();
        for (int i = 0; i < kindOf.length; i++) if (wanted.get(kindOf[i])) found.add(all.get(i));
        return new Chosen<>(
                List.copyOf(found),
                List.copyOf(found.stream().map(id).sorted().distinct().toList()));
    }
}
