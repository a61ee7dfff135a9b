package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Coverage;

/** Told what became of each delivered report, after it was stored. It must be quick and must not throw. */
public interface IntakeObserver {
    /** Read to its end, or as far as it goes, and kept. */
    void taken(Coverage coverage);

    /** Its bytes were there already. */
    void duplicate();

    /** Nothing in it could be read; it is on the rejected list as a whole. */
    void refused(FailureCode code);

    /** Nobody. */
    static IntakeObserver none() {
        return new IntakeObserver() {
            @Override
            public void taken(Coverage coverage) {}

            @Override
            public void duplicate() {}

            @Override
            public void refused(FailureCode code) {}
        };
    }
}
