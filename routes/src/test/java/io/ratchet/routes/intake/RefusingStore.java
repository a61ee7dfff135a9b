package io.ratchet.routes.intake;

import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A store whose database goes away after the work was done and before it was committed, a few times. */
final class RefusingStore implements Store {
    private final Store store;
    private final AtomicInteger refusals;
    private final AtomicInteger refused = new AtomicInteger();

    RefusingStore(Store store, int refusals) {
        this.store = store;
        this.refusals = new AtomicInteger(refusals);
    }

    @Override
    public <T> T transact(Function<Tx, T> work) {
        return store.transact(tx -> {
            T result = work.apply(tx);
            if (refusals.getAndDecrement() <= 0) return result;
            refused.incrementAndGet();
            throw new IllegalStateException("the database is out of order");
        });
    }

    boolean refusedEnough() {
        return refusals.get() <= 0;
    }

    /** How often it went away so far. */
    int refused() {
        return refused.get();
    }

    @Override
    public boolean shared() {
        return store.shared();
    }

    @Override
    public void close() {
        store.close();
    }
}
