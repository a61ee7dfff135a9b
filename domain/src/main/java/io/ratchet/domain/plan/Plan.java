package io.ratchet.domain.plan;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import java.util.Comparator;
import java.util.List;

/**
 * What an approval binds to: the steps on one asset towards one goal, each with its playbook's content hash, its
 * parameters and the facts it assumes (the {@code before} of each change). Change any of it and {@link #hash()}
 * changes, which voids the approval.
 *
 * @param host who the executor must find there before it changes anything
 */
public record Plan(AssetId asset, HostRef host, Goal goal, List<PlanStep> steps) {
    public Plan {
        steps = steps.stream().sorted(Comparator.comparingInt(PlanStep::order)).toList();
        Checks.that(!steps.isEmpty(), "a plan has at least one step");
    }

    /** The strongest restart that any step needs. */
    public Restart restart() {
        return steps.stream()
                .map(PlanStep::restart)
                .max(Comparator.naturalOrder())
                .orElse(Restart.NONE);
    }

    public List<Change> changes() {
        return steps.stream().flatMap(step -> step.changes().stream()).toList();
    }

    /** SHA-256 in lower-case hexadecimal over a canonical, length-prefixed form of everything above. */
    public String hash() {
        Sha256 hash = new Sha256()
                .part("ratchet.plan/1")
                .part(asset.value())
                .part(String.valueOf(host.fqdn()))
                .part(String.valueOf(host.netbios()))
                .part(String.valueOf(host.smbiosUuid()))
                .part(String.valueOf(host.sid()))
                .part(goal.name());
        for (PlanStep step : steps) {
            hash.part(Integer.toString(step.order()))
                    .part(step.system())
                    .part(step.playbook())
                    .part(step.playbookHash())
                    .part(step.restart().name());
            step.parameters().forEach((name, value) -> hash.part(name).part(value));
            for (Change change : step.changes()) hash.part(change.toString());
        }
        return hash.hex();
    }
}
