package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL Servers on a host and those it talks to. */
public final class Databases {
    private final Host host;
    private final Neighbours estate;
    private @Nullable List<AssetId> below;

    Databases(Host host, Neighbours estate) {
        this.host = host;
        this.estate = estate;
    }

    /** The host that has them or talks to them. */
    public Host of() {
        return host;
    }

    /** Statement 79: where an instance, or a driver here, is below its floor; this host first. */
    public List<AssetId> below() {
        if (below == null) below = findBelow();
        return below;
    }

    private List<AssetId> findBelow() {
        List<AssetId> found = new ArrayList<>();
        if (SqlFloors.below(host)) found.add(host.state().id());
        for (AssetId other : estate.weakDatabases())
            if (!other.equals(host.state().id())) found.add(other);
        return found;
    }

    /** Statement 134: names of those that nobody inventoried. */
    public List<String> unknown() {
        return estate.unknownDatabases();
    }
}
