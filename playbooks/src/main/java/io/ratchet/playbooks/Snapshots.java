package io.ratchet.playbooks;

import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Snapshot;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Makes the snapshot that an undo restores. */
public final class Snapshots {
    private Snapshots() {}

    /**
     * What the answer of ASSESS found, for each change of the plan and each service that it stops; call only after
     * {@link Drift#check} was content.
     */
    public static Snapshot taken(Plan plan, PhaseAnswer assess, Instant at) {
        Map<String, Map<String, String>> before = new TreeMap<>();
        for (PhaseCalls.Planned planned : PhaseCalls.changes(plan))
            assess.result(planned.callId()).ifPresent(result -> before.put(planned.callId(), result.before()));
        for (PlanStep step : plan.steps())
            for (ActionCall stop : Procedure.stops(step))
                assess.result(stop.id()).ifPresent(result -> before.put(stop.id(), result.before()));
        return new Snapshot(at, assess.bootTime(), before);
    }
}
