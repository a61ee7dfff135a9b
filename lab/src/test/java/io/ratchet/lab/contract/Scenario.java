package io.ratchet.lab.contract;

import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done to one host, and must end the same in the Java lab and in the real engine over the Windows double.
 *
 * @param state as of docs/host-state.md
 */
record Scenario(String name, String state, List<Step> steps) {
    /** A script, or a restart when there are no calls. */
    record Step(Phase phase, List<ActionCall> calls) {}

    static Scenario of(String name, String state) {
        return new Scenario(name, state, List.of());
    }

    Scenario then(Phase phase, ActionCall... calls) {
        var more = new ArrayList<>(steps);
        more.add(new Step(phase, List.of(calls)));
        return new Scenario(name, state, List.copyOf(more));
    }

    Scenario restarts() {
        return then(Phase.REBOOT);
    }

    @Override
    public String toString() {
        return name;
    }
}
