package io.ratchet.lab.machine;

import java.time.Duration;

/** When a simulated machine's own work is done: installations end, machines go down and come up. */
public interface Agenda {
    /** Does everything at once, in the caller's thread. */
    Agenda AT_ONCE = new Agenda() {
        @Override
        public void after(Duration delay, Runnable work) {
            work.run();
        }

        @Override
        public Duration real(Duration simulated) {
            return Duration.ZERO;
        }
    };

    /** @param delay in simulated time */
    void after(Duration delay, Runnable work);

    /** How long simulated time lasts. */
    Duration real(Duration simulated);
}
