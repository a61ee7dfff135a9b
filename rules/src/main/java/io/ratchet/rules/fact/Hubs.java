package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import java.util.List;

/** The Surface Hubs whose account stands on an Exchange server or is signed in by way of a federation host. */
public final class Hubs {
    private final Host host;
    private final Neighbours estate;

    Hubs(Host host, Neighbours estate) {
        this.host = host;
        this.estate = estate;
    }

    /** The host they sign in by. */
    public Host by() {
        return host;
    }

    /** Statement 123: those below the build from which their account can be set up again. */
    public List<AssetId> below() {
        return estate.hubsBelowFull();
    }

    /** That build, in the catalogue's words. */
    public String floor() {
        String floor = estate.floorOfHubs();
        return floor.isEmpty() ? "its full floor" : floor;
    }
}
