package io.ratchet.console;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Tx;
import java.util.List;

/** Why something stands in the queue, told alike to people and to programs. */
final class QueueReasons {
    private QueueReasons() {}

    /** The decisions that a remediation carries out, as far as they are still current. */
    static List<Decision> of(Tx tx, Remediation remediation) {
        return tx.decisions().current(remediation.subject().asset()).stream()
                .filter(Decision.Remediate.class::isInstance)
                .filter(decision ->
                        decision.about().goal() == remediation.subject().plan().goal())
                .toList();
    }
}
