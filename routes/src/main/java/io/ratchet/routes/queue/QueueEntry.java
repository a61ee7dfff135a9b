package io.ratchet.routes.queue;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.remediation.Remediation;
import java.util.List;

/** A remediation as a person sees it: its plan and the decisions that led to it. */
public record QueueEntry(Remediation remediation, List<Decision.Remediate> decisions) {
    public QueueEntry {
        decisions = List.copyOf(decisions);
    }
}
