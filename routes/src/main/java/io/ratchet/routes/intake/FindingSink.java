package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;

/** Takes what a report gives, in its order, while it is read. */
public interface FindingSink {
    void finding(Finding finding);

    void rejected(Rejected rejected);

    /** Said for people only; what was read does not change by it. */
    default void hint(Hint hint) {}
}
