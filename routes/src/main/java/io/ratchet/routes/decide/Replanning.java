package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.Planned;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.rules.Estate;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What would be decided and planned for one asset on everything known at this moment, without storing or proposing
 * anything: a run asks it between two legs.
 */
public final class Replanning {
    private final Store store;
    private final Supplier<RuleBook> rules;
    private final Supplier<Organisation> organisation;
    private final Proposals proposals;
    private final Clock clock;

    public Replanning(
            Store store,
            Supplier<RuleBook> rules,
            Supplier<Organisation> organisation,
            Proposals proposals,
            Clock clock) {
        this.store = store;
        this.rules = rules;
        this.organisation = organisation;
        this.proposals = proposals;
        this.clock = clock;
    }

    /**
     * The plan for {@code asset} towards {@code goal}, or why there would be none.
     *
     * @param judged how the asset itself is to be judged, of what is known of it
     */
    public Planned plan(AssetId asset, Goal goal, UnaryOperator<AssetState> judged) {
        Organisation profile = organisation.get();
        Instant now = clock.instant();
        List<AssetState> assets = EstateAssembly.assemble(findings(), profile, now).stream()
                .map(known -> known.id().equals(asset) ? judged.apply(known) : known)
                .toList();
        Optional<AssetState> state =
                assets.stream().filter(known -> known.id().equals(asset)).findFirst();
        if (state.isEmpty()) return new Planned.Missing("No source tells of " + asset + " any more.");
        RuleBook book = rules.get();
        List<Decision> decided = book.decide(new Estate(now, profile, assets), asset).stream()
                .filter(decision -> decision.about().goal() == goal)
                .toList();
        List<Decision.Remediate> steps = decided.stream()
                .filter(Decision.Remediate.class::isInstance)
                .map(Decision.Remediate.class::cast)
                .toList();
        return steps.isEmpty()
                ? new Planned.Missing(nothing(asset, decided))
                : proposals.plan(book.playbooks(), state.get(), goal, steps);
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

    private List<Finding> findings() {
        return store.transact(tx -> {
            try (Stream<Finding> findings =
                    tx.findings().between(0, tx.findings().cut())) {
                return findings.toList();
            }
        });
    }
}
