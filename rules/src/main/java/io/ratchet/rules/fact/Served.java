package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import java.util.List;

/**
 * Whom a Skype or Lync server, its Edge or a reverse proxy before it serves: the clients, devices and rooms of its pool
 * and its place.
 */
public final class Served {
    private final Disabling wish;
    private final Neighbours estate;
    private final EstateView.GoneDead incapable;

    Served(Disabling wish, Neighbours estate) {
        this.wish = wish;
        this.estate = estate;
        this.incapable = estate.goDeadWith();
    }

    /** The host that serves them. */
    public Host by() {
        return wish.host();
    }

    /** Statement 69: what could no longer connect. */
    public List<AssetId> incapable() {
        return incapable.assets();
    }

    /** Some of these, in words. */
    public String incapableNames() {
        return incapable.names();
    }

    /** The pool where all of these are homed with this host, else its site. */
    public String scope() {
        return by().pools().stream()
                .sorted()
                .filter(pool -> incapable.pools().contains(pool))
                .findFirst()
                .map(pool -> "pool:" + pool)
                .orElseGet(wish::scope);
    }

    /** Statement 70: rooms whose vendor has released nothing yet. */
    public List<AssetId> awaiting() {
        return estate.roomsAwaitingVendor();
    }

    /** Statement 58: whether some rooms are ready and need only the server. */
    public boolean isReadyRooms() {
        return estate.roomsNeedTheServer();
    }
}
