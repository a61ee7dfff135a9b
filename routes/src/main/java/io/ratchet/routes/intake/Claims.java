package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;

/** What whoever delivers a report may say in it. */
@FunctionalInterface
public interface Claims {
    /**
     * The finding as far as it is believed: as it is, or with a method that is trusted less.
     *
     * @throws FailureException INTAKE_NOT_TRUSTED when nothing of it is
     */
    Finding cut(Finding finding);

    /** Everything that is said. */
    static Claims all() {
        return finding -> finding;
    }
}
