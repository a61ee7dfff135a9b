package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.playbooks.Planned;
import io.ratchet.routes.queue.Proposals;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What would be decided and planned for one asset on everything known at this moment, without storing or proposing
 * anything: a run asks it between two legs.
 */
public final class Replanning {
    private final EstateDecision estate;
    private final Proposals proposals;

    public Replanning(EstateDecision estate, Proposals proposals) {
        this.estate = estate;
        this.proposals = proposals;
    }

    /**
     * The plan for {@code asset} towards {@code goal}, or why there would be none.
     *
     * @param judged how the asset itself is to be judged, of what is known of it
     */
    public Planned plan(AssetId asset, Goal goal, UnaryOperator<AssetState> judged) {
        Optional<EstateDecision.Judged> known = estate.judge(asset, judged);
        if (known.isEmpty()) return new Planned.Missing("No source tells of " + asset + " any more.");
        List<Decision> decided = known.get().decisions().stream()
                .filter(decision -> decision.about().goal() == goal)
                .toList();
        List<Decision.Remediate> steps = decided.stream()
                .filter(Decision.Remediate.class::isInstance)
                .map(Decision.Remediate.class::cast)
                .toList();
        return steps.isEmpty()
                ? new Planned.Missing(nothing(asset, decided))
                : proposals.plan(known.get().rules().playbooks(), known.get().state(), goal, steps);
    }

    /** Whoever reads why a run did not go on wants the gates. */
    private static String nothing(AssetId asset, List<Decision> decided) {
        String gates = decided.stream()
                .filter(Decision.Hold.class::isInstance)
                .flatMap(hold -> ((Decision.Hold) hold).gates().stream())
                .map(gate -> gate.id() + " (" + gate.because() + ")")
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return gates.isEmpty()
                ? "Nothing is decided for " + asset + " that a playbook does."
                : asset + " is held by " + gates + ".";
    }
}
