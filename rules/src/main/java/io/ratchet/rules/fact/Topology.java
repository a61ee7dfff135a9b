package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import java.util.List;

/** The servers, databases and Edges with which a Skype or Lync server stands or falls. */
public final class Topology {
    private final Host host;
    private final Neighbours estate;

    Topology(Host host, Neighbours estate) {
        this.host = host;
        this.estate = estate;
    }

    /** The server whose topology it is. */
    public Host of() {
        return host;
    }

    /** Statement 68: those that lack something the whole of it needs. */
    public List<AssetId> lacking() {
        return estate.lackingPrerequisites();
    }
}
