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
 * @param leg of which leg of the plan it is, from 1
 */
public record PlanStep(
        int order,
        String system,
        String playbook,
        String playbookHash,
        Map<String, String> parameters,
        List<Change> changes,
        Restart restart,
        String rule,
        int leg) {
    public PlanStep {
        Checks.that(leg >= 1, "legs are counted from 1");
        Checks.sha256(playbookHash, "playbookHash");
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        changes = List.copyOf(changes);
    }

    /** A step of a plan that has one leg. */
    public PlanStep(
            int order,
            String system,
            String playbook,
            String playbookHash,
            Map<String, String> parameters,
            List<Change> changes,
            Restart restart,
            String rule) {
        this(order, system, playbook, playbookHash, parameters, changes, restart, rule, 1);
    }

    PlanStep inLeg(int number) {
        return new PlanStep(order, system, playbook, playbookHash, parameters, changes, restart, rule, number);
    }
}
