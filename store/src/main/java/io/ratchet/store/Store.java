package io.ratchet.store;

import java.util.function.Consumer;
import java.util.function.Function;

/** The door to everything that survives a restart. */
public interface Store extends AutoCloseable {
    /**
     * Runs {@code work} in one transaction and commits, or rolls back and rethrows. A conflict with another writer is
     * tried again a few times, so {@code work} must have no effect outside the transaction.
     *
     * @throws io.ratchet.domain.failure.FailureException STORE_CONFLICT when the conflict stays
     */
    <T> T transact(Function<Tx, T> work);

    default void run(Consumer<Tx> work) {
        transact(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /** Whether another process may have it open at the same time. */
    boolean shared();

    @Override
    void close();
}
