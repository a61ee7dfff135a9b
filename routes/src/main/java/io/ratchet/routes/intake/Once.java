package io.ratchet.routes.intake;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Worked out when it is first asked for, and only then; safe between threads. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> source;
    private volatile @Nullable T known;

    Once(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public T get() {
        T there = known;
        if (there != null) return there;
        synchronized (this) {
            there = known;
            if (there == null) {
                there = source.get();
                known = there;
            }
            return there;
        }
    }
}
