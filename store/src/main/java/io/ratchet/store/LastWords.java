package io.ratchet.store;

import io.ratchet.domain.remediation.Remediation;
import java.util.Optional;

/**
 * The last plan of an asset and goal that people approved or rejected, while nothing of it was carried out. It is kept
 * with each {@link Remediations#save}. What waits since then is asked again: the approval does not hold any more.
 */
public interface LastWords {
    /**
     * The id of the remediation that they decided on before this one; empty where they did on none, or took it back.
     */
    Optional<String> before(Remediation.Subject subject);

    /** A person has taken it back: the next plan is asked as if nobody had said anything. */
    void forget(Remediation.Subject subject);
}
