package io.ratchet.routes.queue;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What was put in or asked for lately, as much of it as a memory may hold; the newest is kept however much it is. Safe
 * for use by several threads.
 */
final class Lately<T> {
    private final int most;
    private final ToIntFunction<T> weight;
    private final Map<String, T> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    /**
     * @param most how much may be held
     * @param weight how much one holds; one more is counted for each
     */
    Lately(int most, ToIntFunction<T> weight) {
        this.most = most;
        this.weight = weight;
    }

    synchronized Optional<T> get(String key) {
        return Optional.ofNullable(kept.get(key));
    }

    synchronized void put(String key, T value) {
        T before = kept.put(key, value);
        if (before != null) held -= heavy(before);
        held += heavy(value);
        Iterator<T> oldest = kept.values().iterator();
        while (held > most && kept.size() > 1) {
            held -= heavy(oldest.next());
            oldest.remove();
        }
    }

    private int heavy(T value) {
        return weight.applyAsInt(value) + 1;
    }
}
