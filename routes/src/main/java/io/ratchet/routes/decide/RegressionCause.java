package io.ratchet.routes.decide;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Regression.Cause;
import io.ratchet.domain.decision.Regression.Moved;
import io.ratchet.domain.decision.Regression.Origin;
import io.ratchet.domain.finding.Observation.InstalledProduct;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import io.ratchet.domain.finding.Observation.PolicyOwner;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.Observation.UpdateInstalled;
import io.ratchet.rules.fact.Belief;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * To what a regression is put down. That a policy owns the value is a fact and comes first; what else happened between
 * the last good look and the first other one only fits in time and is told as that. Nothing is guessed.
 */
final class RegressionCause {
    private static final int NAMED = 3;
    private static final int PARTS_OF_A_RELEASE = 3;

    private final Belief belief;
    private final Moved moved;
    private final Instant from;

    private RegressionCause(Belief belief, Moved moved, Instant from) {
        this.belief = belief;
        this.moved = moved;
        this.from = from;
    }

    /**
     * @param lines what is decided now, which names the value by its key
     * @param provenAt stands for the last good look where there is none
     * @param replaced whether another system stands where the proven one stood
     */
    static Cause of(Belief belief, List<Decision> lines, Moved moved, Instant provenAt, boolean replaced) {
        RegressionCause cause = new RegressionCause(belief, moved, moved.goodAt() == null ? provenAt : moved.goodAt());
        return cause.policy(lines)
                .or(cause::takenAway)
                .or(() -> cause.image(replaced))
                .or(cause::patch)
                .orElse(Cause.NOT_KNOWN);
    }

    private Optional<Cause> policy(List<Decision> lines) {
        return registry(lines)
                .flatMap(value -> belief.facts(PolicyOwner.class)
                        .filter(belief::sure)
                        .map(fact -> (PolicyOwner) fact.observation())
                        .filter(owner -> Belief.sameKey(owner.key(), value.key())
                                && owner.name().equalsIgnoreCase(value.name()))
                        .findFirst())
                .map(owner -> new Cause(
                        Origin.POLICY,
                        true,
                        owner.by() + (owner.policy() == null ? "" : " '" + owner.policy() + "'") + " owns the value."));
    }

    private Optional<Change.Registry> registry(List<Decision> lines) {
        return RegressionEvidence.changes(lines)
                .filter(Change.Registry.class::isInstance)
                .map(Change.Registry.class::cast)
                .filter(change -> moved.what().equals(change.key() + " " + change.name()))
                .findFirst();
    }

    private Optional<Cause> takenAway() {
        return belief.facts(UpdateInstalled.class)
                .filter(fact -> fact.pointer().equals(moved.finding()))
                .map(fact -> (UpdateInstalled) fact.observation())
                .filter(update -> update.kb().equalsIgnoreCase(moved.what()))
                .findFirst()
                .map(update -> new Cause(Origin.PATCH, true, update.kb() + " was taken away."));
    }

    private Optional<Cause> image(boolean replaced) {
        List<Fact> told = belief.facts(OperatingSystem.class)
                .filter(fact -> belief.method(fact).looked())
                .sorted(Comparator.comparing(Fact::observedAt))
                .toList();
        String was = told.stream()
                .filter(fact -> !fact.observedAt().isAfter(from))
                .reduce((one, other) -> other)
                .map(RegressionCause::release)
                .orElse("");
        String is = told.stream()
                .filter(fact ->
                        fact.observedAt().isAfter(from) && !fact.observedAt().isAfter(moved.seenAt()))
                .reduce((one, other) -> other)
                .map(RegressionCause::release)
                .orElse("");
        boolean another = !was.isEmpty() && !is.isEmpty() && !was.equals(is);
        if (!another && !replaced) return Optional.empty();
        return Optional.of(new Cause(
                Origin.IMAGE,
                false,
                another ? "Windows was " + was + " and is " + is + "." : "Another system stands in its place."));
    }

    private static String release(Fact fact) {
        String version = ((OperatingSystem) fact.observation()).version();
        return Arrays.stream(version.split("\\.")).limit(PARTS_OF_A_RELEASE).collect(Collectors.joining("."));
    }

    private Optional<Cause> patch() {
        TreeSet<String> installed = new TreeSet<>();
        belief.facts(UpdateInstalled.class).filter(belief::sure).forEach(fact -> {
            UpdateInstalled update = (UpdateInstalled) fact.observation();
            if (update.state() == Presence.PRESENT && isBetween(update.at())) installed.add(update.kb());
        });
        belief.facts(InstalledProduct.class).filter(belief::sure).forEach(fact -> {
            InstalledProduct product = (InstalledProduct) fact.observation();
            if (isBetween(product.at())) installed.add(product.name());
        });
        if (installed.isEmpty()) return Optional.empty();
        String more = installed.size() > NAMED ? " and " + (installed.size() - NAMED) + " more" : "";
        return Optional.of(new Cause(
                Origin.PATCH,
                false,
                "Installed meanwhile: " + installed.stream().limit(NAMED).collect(Collectors.joining(", ")) + more
                        + "."));
    }

    private boolean isBetween(@Nullable Instant at) {
        return at != null && at.isAfter(from) && !at.isAfter(moved.seenAt());
    }
}
