package io.ratchet.routes.decide;

import io.ratchet.store.Decisions.Difference;
import java.time.Duration;

/** Told how each round of deciding ended, after it was stored. It must be quick and must not throw. */
public interface RoundObserver {
    /** @param took from the reading of the findings to the commit */
    void decided(Duration took, Difference difference);

    /** Nothing was stored. */
    void failed(RuntimeException why);

    /** Nobody. */
    static RoundObserver none() {
        return new RoundObserver() {
            @Override
            public void decided(Duration took, Difference difference) {}

            @Override
            public void failed(RuntimeException why) {}
        };
    }
}
