package io.ratchet.rules.fact;

import java.util.IdentityHashMap;
import java.util.Map;

/** Keeps the questions of each host apart while several are decided in one session. For one thread. */
public final class Surroundings {
    private final EstateView estate;
    private final Map<Host, Neighbours> around = new IdentityHashMap<>();

    public Surroundings(EstateView estate) {
        this.estate = estate;
    }

    /** What surrounds {@code host}, asked on its behalf. */
    public Neighbours of(Host host) {
        return around.computeIfAbsent(host, asking -> new Neighbours(estate));
    }

    /** Forgets who asked what. */
    public void forget() {
        around.clear();
    }
}
