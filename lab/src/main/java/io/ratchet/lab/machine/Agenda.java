package io.ratchet.lab.machine;

import java.time.Duration;

/** When a simulated machine's own work is done: installations end, machines go down and come up. */
public interface Agenda {
    /** Does everything at once, in the caller's thread. */
    Agenda AT_ONCE = (delay, work) -> work.run();

    /** @param delay in simulated time */
    void after(Duration delay, Runnable work);
}
