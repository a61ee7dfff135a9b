package io.ratchet.routes.execute;

import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.store.Remediations;
import io.ratchet.store.Remediations.Lease;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * One turn for each host at a time, in this process and in all that share the store, whatever anybody's wall clock
 * does. Within the process a table decides. Between processes a row does, which its holder gives a sign of life;
 * whoever wants a host that another holds watches that row and takes it only after it stood still for a whole lease by
 * a clock that cannot be set.
 */
public final class HostLeases {
    private record Watched(Lease lease, long since) {}

    private final Store store;
    private final IdSource ids;
    private final LongSupplier nanos;
    private final long lease;
    private final Map<AssetId, HostLease> held = new ConcurrentHashMap<>();
    private final Map<AssetId, Watched> watched = new ConcurrentHashMap<>();

    /**
     * @param nanos a monotonic clock, such as {@link System#nanoTime}
     * @param lease how long a holder in another process may give no sign of life
     */
    public HostLeases(Store store, IdSource ids, LongSupplier nanos, Duration lease) {
        this.store = store;
        this.ids = ids;
        this.nanos = nanos;
        this.lease = lease.toNanos();
    }

    /** One turn's hold on a host. */
    final class HostLease implements AutoCloseable {
        private final AssetId asset;
        private final String holder;
        private volatile boolean lost;
        private boolean released;

        private HostLease(AssetId asset, String holder) {
            this.asset = asset;
            this.holder = holder;
        }

        AssetId asset() {
            return asset;
        }

        String holder() {
            return holder;
        }

        /** Gives a sign of life; false when the host was taken over. */
        boolean alive() {
            return told(store.<Boolean>transact(this::beat));
        }

        /** The same in a transaction of the caller's, who tells what came of it once that is over. */
        boolean beat(Tx tx) {
            if (lost) return false;
            if (store.shared()) return tx.remediations().beat(asset, holder);
            // Nobody watches a row of a store that no other process has open, and each sign would be a commit.
            return tx.remediations()
                    .leased(asset)
                    .filter(row -> row.holder().equals(holder))
                    .isPresent();
        }

        /** @param beaten what {@link #beat} said */
        boolean told(boolean beaten) {
            if (!beaten) lost = true;
            return !lost;
        }

        /** Gives the host back in a transaction of the caller's, who says {@link #released} once that is over. */
        void release(Tx tx) {
            tx.remediations().release(asset, holder);
        }

        void released() {
            released = true;
            held.remove(asset, this);
        }

        @Override
        public void close() {
            if (released) return;
            try {
                if (!lost) store.run(tx -> tx.remediations().release(asset, holder));
            } finally {
                held.remove(asset, this);
            }
        }
    }

    /** Takes {@code asset} for one turn of a remediation; empty while another turn has it. */
    Optional<HostLease> take(AssetId asset, String remediationId) {
        return take(asset, remediationId, (tx, taken) -> {});
    }

    /** @param also to be done in the transaction in which it is taken, which may be tried several times */
    Optional<HostLease> take(AssetId asset, String remediationId, BiConsumer<Tx, HostLease> also) {
        HostLease mine = new HostLease(asset, remediationId + "/" + ids.next());
        if (held.putIfAbsent(asset, mine) != null) return Optional.empty();
        boolean taken = false;
        try {
            taken = store.<Boolean>transact(tx -> {
                boolean free = takeRow(tx.remediations(), mine);
                if (free) also.accept(tx, mine);
                return free;
            });
        } finally {
            if (!taken) held.remove(asset, mine);
        }
        return taken ? Optional.of(mine) : Optional.empty();
    }

    private boolean takeRow(Remediations rows, HostLease mine) {
        Optional<Lease> there = rows.leased(mine.asset());
        if (there.isPresent() && !stoodStill(mine.asset(), there.get())) return false;
        boolean taken = rows.lease(mine.asset(), mine.holder(), there);
        if (taken) watched.remove(mine.asset());
        return taken;
    }

    private boolean stoodStill(AssetId asset, Lease there) {
        long now = nanos.getAsLong();
        Watched seen = watched.compute(
                asset,
                (id, before) -> before != null && before.lease().equals(there) ? before : new Watched(there, now));
        return now - seen.since() >= lease;
    }

    /** A sign of life for every host in hand; to be given several times within a lease. */
    public void beat() {
        held.values().forEach(HostLease::alive);
    }

    /** Frees what a process that died held, where no other process can have the store open. */
    public void takeOver() {
        if (!store.shared()) store.run(tx -> tx.remediations().releaseAll());
    }
}
