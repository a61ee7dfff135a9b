package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Family;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.decision.Regression.Moved;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.fact.Belief;
import io.ratchet.store.Ladder.Rung;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what had been proven and was seen to have moved back, in the transaction of the round that saw it: an asset
 * whose goal was proven, and a fact of now that says otherwise than one of before. That a proof has merely gone stale
 * is no such fact. Of an asset and a goal one stands until it is proven again and nothing seen says otherwise, or its
 * asset is gone.
 */
final class RegressionWatch {
    private final Tx tx;
    private final Catalogue catalogue;
    private final Function<AssetId, Optional<AssetState>> estate;
    private final Instant now;
    private final boolean sameRules;

    /** @param sameRules whether the round before was decided by the same rule book */
    RegressionWatch(
            Tx tx,
            Catalogue catalogue,
            Function<AssetId, Optional<AssetState>> estate,
            Instant now,
            boolean sameRules) {
        this.tx = tx;
        this.catalogue = catalogue;
        this.estate = estate;
        this.now = now;
        this.sameRules = sameRules;
    }

    private record Unit(AssetId asset, Goal goal) {
        static Unit of(Decision decision) {
            return new Unit(decision.about().asset(), decision.about().goal());
        }
    }

    /**
     * How it was proven.
     *
     * @param since without a gap
     * @param best how far it had come
     */
    private record Proof(Instant since, Readiness best) {}

    /**
     * Looks at what a round decided, after it was stored; keeps what moved back and ends what is proven again.
     *
     * @param assets that the round decided
     * @param news those of them of which anything is new
     * @param decisions all that stand of these
     * @param added those of them that the round made
     * @param before those that stood before it
     * @return what was found now
     */
    List<Regression> look(
            Set<AssetId> assets,
            Set<AssetId> news,
            List<Decision> decisions,
            List<Decision> added,
            List<Decision> before) {
        Map<Unit, List<Decision>> decided = byUnit(decisions);
        Set<Unit> standing = end(assets, decided);
        Set<AssetId> known = before.stream().map(one -> one.about().asset()).collect(Collectors.toSet());
        Set<Unit> moved = added.stream().map(Unit::of).collect(Collectors.toSet());
        Map<Unit, List<Decision>> suspects = new LinkedHashMap<>();
        decided.forEach((unit, lines) -> {
            if (known.contains(unit.asset())
                    && !standing.contains(unit)
                    && isSuspect(unit, lines, news.contains(unit.asset()) || moved.contains(unit)))
                suspects.put(unit, lines);
        });
        if (suspects.isEmpty()) return List.of();
        Map<Unit, List<Rung>> rungs =
                tx.ladder().of(suspects.keySet().stream().map(Unit::asset).collect(Collectors.toSet())).stream()
                        .collect(Collectors.groupingBy(rung -> new Unit(rung.asset(), rung.goal())));
        Set<String> proven = before.stream()
                .filter(one -> one.about().readiness().proves(one.about().goal()))
                .map(one -> key(Unit.of(one), one.about().system()))
                .collect(Collectors.toSet());
        List<Regression> found = new ArrayList<>();
        suspects.forEach((unit, lines) ->
                found(unit, lines, rungs.getOrDefault(unit, List.of()), proven).ifPresent(found::add));
        found.forEach(tx.regressions()::keep);
        return found;
    }

    private static Map<Unit, List<Decision>> byUnit(List<Decision> decisions) {
        return decisions.stream()
                .filter(one -> one.about().system() != null)
                .collect(Collectors.groupingBy(Unit::of, LinkedHashMap::new, Collectors.toList()));
    }

    private static String key(Unit unit, @Nullable String system) {
        return unit.asset().value() + "\n" + unit.goal() + "\n" + system;
    }

    /** Cheap, for it is asked of every asset of a round; what only was shown further on than now is decided anew. */
    private boolean isSuspect(Unit unit, List<Decision> lines, boolean isNew) {
        for (Decision line : lines) {
            Readiness readiness = line.about().readiness();
            if (isNew && (!readiness.proves(unit.goal()) || isShownLess(unit.goal(), readiness))) return true;
        }
        return unit.goal() == Goal.ONLY
                && estate.apply(unit.asset())
                        .filter(state -> state.factsOf(Observation.ProtocolUse.class)
                                .anyMatch(fact -> RegressionEvidence.isOlder(fact.observation())))
                        .isPresent();
    }

    /** The values say that older is off, and no listener was seen to refuse it, or not any more. */
    private static boolean isShownLess(Goal goal, Readiness readiness) {
        return goal == Goal.ONLY && readiness == Readiness.ONLY;
    }

    // ---- what stands

    /** Ends what is proven again, and what was of an asset that is gone; returns what stands on. */
    private Set<Unit> end(Set<AssetId> assets, Map<Unit, List<Decision>> decided) {
        Set<Unit> standing = new HashSet<>();
        for (Regression one : tx.regressions().standing(assets)) {
            Unit unit = new Unit(one.asset(), one.goal());
            List<Decision> lines = decided.getOrDefault(unit, List.of());
            boolean gone = estate.apply(one.asset()).isEmpty();
            boolean again = !lines.isEmpty()
                    && lines.stream().allMatch(line -> line.about().readiness().proves(unit.goal()));
            if ((gone || again) && evidence(unit, lines, one.provenAt(), true).isEmpty())
                tx.regressions().end(one.asset(), one.goal(), now);
            else standing.add(unit);
        }
        return standing;
    }

    private Optional<Seen> evidence(Unit unit, List<Decision> lines, Instant provenAt, boolean fellNow) {
        return estate.apply(unit.asset()).flatMap(state -> {
            Belief belief = new Belief(state, now, catalogue);
            RegressionEvidence evidence = new RegressionEvidence(belief, unit.goal(), provenAt, fellNow);
            return evidence.of(lines).map(moved -> new Seen(belief, moved));
        });
    }

    private record Seen(Belief belief, Moved moved) {}

    // ---- what is new

    private Optional<Regression> found(Unit unit, List<Decision> lines, List<Rung> rungs, Set<String> provenBefore) {
        Map<String, Proof> proofs = proofs(rungs, unit.goal());
        List<Fall> all = new ArrayList<>();
        for (Decision line : lines)
            fall(unit.goal(), line, lines, rungs, proofs).ifPresent(all::add);
        if (all.isEmpty()) return Optional.empty();
        // Where none stands lower than it did, only connections can tell, and these are of the whole host.
        List<Fall> lower = all.stream().filter(Fall::isLower).toList();
        List<Fall> falls = lower.isEmpty() ? all : lower;
        Proof proof = falls.stream()
                .map(Fall::proof)
                .max(Comparator.comparing(Proof::since))
                .orElseThrow();
        boolean fellNow = sameRules && falls.stream().anyMatch(one -> provenBefore.contains(key(unit, one.proven())));
        boolean replaced = falls.stream().anyMatch(one -> !one.proven().equals(one.system()));
        return evidence(unit, lines, proof.since(), fellNow)
                .map(seen -> new Regression(
                        unit.asset(),
                        lines.get(0).about().site(),
                        unit.goal(),
                        falls.stream().map(Fall::system).distinct().sorted().toList(),
                        proof.best(),
                        falls.stream()
                                .map(Fall::to)
                                .min(Comparator.naturalOrder())
                                .orElseThrow(),
                        proof.since(),
                        now,
                        seen.moved(),
                        RegressionCause.of(seen.belief(), lines, seen.moved(), proof.since(), replaced)));
    }

    /**
     * A system that was proven, and where it stands.
     *
     * @param proven the system that was: itself, or the one that stood in its place
     */
    private record Fall(String system, String proven, Proof proof, Readiness to, boolean isLower) {}

    private Optional<Fall> fall(
            Goal goal, Decision line, List<Decision> lines, List<Rung> rungs, Map<String, Proof> proofs) {
        String system = line.about().system();
        if (system == null) return Optional.empty();
        String proven = proofs.containsKey(system) ? system : predecessor(system, lines, rungs, proofs);
        Proof proof = proven == null ? null : proofs.get(proven);
        if (proven == null || proof == null) return Optional.empty();
        Readiness to = line.about().readiness();
        boolean isLower = !to.proves(goal) || (isShownLess(goal, to) && proof.best() == Readiness.ONLY_VERIFIED);
        return Optional.of(new Fall(system, proven, proof, to, isLower));
    }

    /** A system of the same family that went in this round, as when a host was set up with another Windows. */
    private @Nullable String predecessor(
            String system, List<Decision> lines, List<Rung> rungs, Map<String, Proof> proofs) {
        boolean isNew = rungs.stream()
                .filter(rung -> rung.system().equals(system))
                .allMatch(rung -> rung.at().equals(now));
        if (!isNew) return null;
        String family = Family.prefix(system);
        return proofs.keySet().stream()
                .filter(other -> Family.prefix(other).equals(family))
                .filter(other -> lines.stream()
                        .noneMatch(line -> other.equals(line.about().system())))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** By system; what nothing was decided of for a while begins anew, unless it went only now. */
    private Map<String, Proof> proofs(List<Rung> rungs, Goal goal) {
        Map<String, Proof> proofs = new LinkedHashMap<>();
        Set<String> fallen = new HashSet<>();
        for (Rung rung : rungs) {
            Readiness readiness = rung.readiness();
            if (readiness == null) {
                if (!rung.at().equals(now)) proofs.remove(rung.system());
            } else if (readiness.proves(goal)) {
                Proof before = fallen.remove(rung.system()) ? null : proofs.get(rung.system());
                if (before == null) proofs.put(rung.system(), new Proof(rung.at(), readiness));
                else if (!rung.at().equals(now)) proofs.put(rung.system(), new Proof(before.since(), readiness));
            } else {
                fallen.add(rung.system());
            }
        }
        return proofs;
    }
}
