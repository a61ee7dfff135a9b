package io.ratchet.playbooks;

import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import java.util.List;

/** Opens the renderer to the lab's tests, which make calls that no plan would. */
public final class AnyCalls {
    private AnyCalls() {}

    public static String script(String runId, Phase phase, List<ActionCall> calls) {
        return PhaseScripts.text(runId, phase, calls);
    }
}
