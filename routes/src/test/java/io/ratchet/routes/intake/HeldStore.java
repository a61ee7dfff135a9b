package io.ratchet.routes.intake;

import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A store that stands still within its first transaction until it is let go. */
final class HeldStore implements Store {
    private final Store store;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    HeldStore(Store store) {
        this.store = store;
    }

    @Override
    public <T> T transact(Function<Tx, T> work) {
        begun.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the store was held", e);
        }
        return store.transact(work);
    }

    boolean begun() {
        return begun.getCount() == 0;
    }

    void release() {
        released.countDown();
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
