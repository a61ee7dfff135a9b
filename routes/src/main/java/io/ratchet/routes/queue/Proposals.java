package io.ratchet.routes.queue;

import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Withdrawn;
import io.ratchet.playbooks.HostFacts;
import io.ratchet.playbooks.Planned;
import io.ratchet.playbooks.Planner;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the queue in step with what is decided: one plan for each asset and goal. A plan that is no longer decided is
 * withdrawn, a changed one is replaced (which voids its approval), and a run that has begun is never disturbed. A plan
 * that failed or was refused is not proposed again until it changes, or until what it was for had been proven by other
 * means and has moved back.
 */
public final class Proposals {
    private static final Set<Remediation.State> GIVEN_UP =
            EnumSet.of(Remediation.State.FAILED, Remediation.State.ROLLED_BACK, Remediation.State.REJECTED);

    private final Planner planner;
    private final IdSource ids;

    public Proposals(Planner planner, IdSource ids) {
        this.planner = planner;
        this.ids = ids;
    }

    private record Unit(AssetId asset, Goal goal) {}

    /**
     * Brings the queue in step with {@code decisions}, in the caller's transaction.
     *
     * @param playbooks those of the rule book that decided; one of a site's own is kept with the first plan of it
     */
    public void follow(
            Tx tx, PlaybookCatalogue playbooks, List<Decision> decisions, List<AssetState> estate, Instant now) {
        Map<AssetId, AssetState> states =
                estate.stream().collect(Collectors.toMap(AssetState::id, Function.identity()));
        follow(tx, playbooks, tx.remediations().list(), decisions, id -> Optional.ofNullable(states.get(id)), now);
    }

    /** The same for some assets: {@code decisions} are all that is decided of these. */
    public void follow(
            Tx tx,
            PlaybookCatalogue playbooks,
            Set<AssetId> assets,
            List<Decision> decisions,
            Function<AssetId, Optional<AssetState>> states,
            Instant now) {
        follow(tx, playbooks, tx.remediations().of(assets), decisions, states, now);
    }

    private void follow(
            Tx tx,
            PlaybookCatalogue playbooks,
            List<Versioned<Remediation>> remediations,
            List<Decision> decisions,
            Function<AssetId, Optional<AssetState>> states,
            Instant now) {
        Map<Unit, List<Decision.Remediate>> wanted = decisions.stream()
                .filter(Decision.Remediate.class::isInstance)
                .map(Decision.Remediate.class::cast)
                .collect(Collectors.groupingBy(
                        d -> new Unit(d.about().asset(), d.about().goal()), LinkedHashMap::new, Collectors.toList()));
        Map<Unit, Instant> provenSince = remediations.stream().anyMatch(seen -> isGivenUp(seen.remediation()))
                ? tx.regressions().standing().stream()
                        .collect(Collectors.toMap(one -> new Unit(one.asset(), one.goal()), Regression::provenAt))
                : Map.of();
        Map<Unit, List<Versioned<Remediation>>> known =
                remediations.stream().collect(Collectors.groupingBy(seen -> unit(seen.remediation())));
        known.forEach((unit, there) -> {
            if (!wanted.containsKey(unit)) withdraw(tx, there, "It is no longer needed.", now);
        });
        wanted.forEach((unit, steps) -> propose(
                tx,
                playbooks,
                unit,
                steps,
                states.apply(unit.asset()).orElse(null),
                known.getOrDefault(unit, List.of()).stream()
                        .filter(seen -> !isOver(seen.remediation(), provenSince.get(unit)))
                        .toList(),
                now));
    }

    private void propose(
            Tx tx,
            PlaybookCatalogue playbooks,
            Unit unit,
            List<Decision.Remediate> steps,
            @Nullable AssetState state,
            List<Versioned<Remediation>> known,
            Instant now) {
        if (state == null || known.stream().anyMatch(seen -> running(seen.remediation()))) return;
        Planned planned = plan(playbooks, state, unit.goal(), steps);
        if (planned instanceof Planned.Missing missing) {
            withdraw(tx, known, missing.because(), now);
            return;
        }
        Plan plan = ((Planned.Ready) planned).plan();
        String hash = plan.hash();
        if (known.stream().anyMatch(seen -> sameAndSettled(seen.remediation(), hash))) return;
        withdraw(tx, known, "What was decided has changed; the new plan must be approved.", now);
        Proposed proposed = new Proposed(new Remediation.Subject(ids.next(), plan, state.site(), now));
        PlanPlaybooks.keep(tx, plan, playbooks, now);
        tx.remediations().propose(proposed);
        tx.audit().append(AuditEvents.remediationProposed(now, proposed));
    }

    /** What would be proposed for an asset and goal; nothing is. */
    public Planned plan(PlaybookCatalogue playbooks, AssetState state, Goal goal, List<Decision.Remediate> steps) {
        return planner.plan(playbooks, state.id(), state.host(), goal, steps, facts(state));
    }

    /** The operating system that was last seen; null where nobody said. */
    private static HostFacts facts(AssetState state) {
        return state.factsOf(Observation.OperatingSystem.class)
                .map(fact -> (Observation.OperatingSystem) fact.observation())
                .filter(os -> os.architecture() != null)
                .reduce((older, newer) -> newer)
                .map(os -> new HostFacts(os.version(), os.architecture()))
                .orElse(new HostFacts(null, null));
    }

    private static boolean sameAndSettled(Remediation remediation, String planHash) {
        boolean settled = !remediation.ended() || isGivenUp(remediation);
        return settled && remediation.subject().plan().hash().equals(planHash);
    }

    /** What was given up before it was proven by other means says nothing of now, when it has moved back. */
    private static boolean isOver(Remediation remediation, @Nullable Instant provenSince) {
        return provenSince != null
                && isGivenUp(remediation)
                && remediation.subject().proposedAt().isBefore(provenSince);
    }

    private static boolean isGivenUp(Remediation remediation) {
        return GIVEN_UP.contains(remediation.state());
    }

    private static boolean running(Remediation remediation) {
        return !remediation.ended() && !waiting(remediation);
    }

    private static boolean waiting(Remediation remediation) {
        return remediation instanceof Proposed || remediation instanceof Allowed;
    }

    private static void withdraw(Tx tx, List<Versioned<Remediation>> remediations, String because, Instant now) {
        for (Versioned<Remediation> seen : remediations) {
            Remediation remediation = seen.remediation();
            Withdrawn next;
            if (remediation instanceof Proposed proposed) next = proposed.withdraw(because, now);
            else if (remediation instanceof Allowed allowed) next = allowed.withdraw(because, now);
            else continue;
            tx.remediations().save(next, seen.version());
            tx.audit().append(AuditEvents.remediationEnded(now, next));
        }
    }

    private static Unit unit(Remediation remediation) {
        return new Unit(
                remediation.subject().asset(), remediation.subject().plan().goal());
    }
}
