package io.ratchet.domain.plan;

import io.ratchet.domain.Checks;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Restart;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One step of a plan: a playbook with its parameters and the changes a person approves.
 *
 * @param order rising within the plan
 * @param playbookHash SHA-256 of the playbook and of every action script it calls, so that an edited script voids the
 *     approval
 */
public record PlanStep(
        int order,
        String system,
        String playbook,
        String playbookHash,
        Map<String, String> parameters,
        List<Change> changes,
        Restart restart,
        String rule) {
    public PlanStep {
        Checks.sha256(playbookHash, "playbookHash");
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        changes = List.copyOf(changes);
    }
}
