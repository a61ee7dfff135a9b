package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import java.util.ArrayList;
import java.util.List;

/** The SQL Servers on a host and those it talks to. */
public final class Databases {
    private final Host host;
    private final Neighbours estate;

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
        List<AssetId> below = new ArrayList<>();
        if (SqlFloors.below(host)) below.add(host.state().id());
        estate.weakDatabases(host).stream()
                .filter(other -> !other.equals(host.state().id()))
                .forEach(below::add);
        return below;
    }

    /** Statement 134: names of those that nobody inventoried. */
    public List<String> unknown() {
        return estate.unknownDatabases(host);
    }
}
