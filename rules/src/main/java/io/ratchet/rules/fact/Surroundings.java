package io.ratchet.rules.fact;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
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
        return around.computeIfAbsent(host, asking -> new Neighbours(estate, asking));
    }

    /**
     * What gates join with where this host is to refuse older protocols: the wish to, and what of the estate stands
     * around it. Only what its systems have to do with is there, so that nothing else is asked.
     */
    public static List<Object> joined(Host host, Neighbours around) {
        List<Object> facts = new ArrayList<>();
        Disabling wish = new Disabling(host, around);
        facts.add(wish);
        facts.add(new Databases(host, around));
        if (wish.isSkypePath()) facts.add(new Served(wish, around));
        if (wish.isSkype()) facts.add(new Topology(host, around));
        if (host.is("adfs") || host.is("wap")) facts.add(new Federation(host, around));
        if (host.is("exchange") || host.is("adfs") || host.is("wap")) facts.add(new Hubs(host, around));
        if (host.is("manages-clients")) facts.add(new Managed(host, around));
        return facts;
    }

    /** Forgets who asked what. */
    public void forget() {
        around.clear();
    }
}
