package io.ratchet.store;

import io.ratchet.domain.remediation.Stop;
import java.util.List;

/** The orders of people that nothing more is to be changed, one for each scope. */
public interface Stops {
    /** Stops {@code stop.scope()}; an order that stands there already is replaced. */
    void order(Stop stop);

    /** Lifts the order for just this scope. False: there was none. */
    boolean lift(String scope);

    /** All that stand, oldest first. */
    List<Stop> list();
}
