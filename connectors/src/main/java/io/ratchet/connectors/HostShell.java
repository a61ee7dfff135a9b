package io.ratchet.connectors;

import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.PhaseScript;

/** Runs a phase script in one shell of one host. */
public interface HostShell {
    /**
     * Runs {@code script} and waits for its end.
     *
     * @throws io.ratchet.domain.failure.FailureException with kind TRANSIENT or REFUSED only when nothing was started
     *     on the host; with kind UNCERTAIN when it may have been
     */
    HostOutput run(HostAddress host, PhaseScript script);
}
