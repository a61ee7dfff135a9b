package io.ratchet.routes.verify;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A run on its way to ONLY writes values and restarts its host, and by that makes the very evidence old on which it was
 * allowed to begin: nothing would ever be seen READY between its legs (statements 12 and 62). The gates come before the
 * listeners refuse anything, and between that and the callers only a look at what was done (statement 90). So before a
 * later leg the host is judged without the traces of the ones before it, and with everything else that became known:
 * what anybody else wrote, any other restart and whatever failed since weigh as they always do.
 */
public final class OwnTraces {
    /** Windows works its boot time out of its clock, which may be set meanwhile. */
    private static final Duration BOOT_TIMES_APART = Duration.ofMinutes(2);

    private OwnTraces() {}

    /**
     * {@code state} as if the values of the legs that are done had stood there before the run, and as if the host had
     * not restarted for them. A plan to READY, and one that does more than write values, leaves no traces to look past:
     * what an update or a product brought to light is what its next leg is for.
     *
     * @param done the legs that were verified
     * @param runId of the run that did them
     */
    public static AssetState lookedPast(AssetState state, Plan done, String runId) {
        boolean values = done.changes().stream().allMatch(Change.Registry.class::isInstance);
        List<Fact> own = state.facts().stream()
                .filter(fact -> RunEvidence.isOf(runId, done.legs(), fact))
                .toList();
        List<Fact> boots = own.stream()
                .filter(fact -> fact.observation() instanceof Observation.Boot)
                .toList();
        if (done.goal() != Goal.ONLY || !values || boots.isEmpty()) return state;
        Instant before =
                boot(boots.stream().min(Comparator.comparing(Fact::observedAt)).orElseThrow());
        Instant last = boots.stream()
                .map(OwnTraces::boot)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new AssetState(
                state.id(),
                state.identity(),
                state.host(),
                state.site(),
                state.facts().stream()
                        .filter(fact -> !stoodBefore(fact, done, own))
                        .map(fact -> restartedByUs(fact, before, last) ? as(fact, new Observation.Boot(before)) : fact)
                        .toList());
    }

    /** Whether it tells what stood in a value before the run was seen to have written it. */
    private static boolean stoodBefore(Fact fact, Plan done, List<Fact> own) {
        if (!(fact.observation() instanceof Observation.RegistryValue value)) return false;
        return done.changes().stream()
                .map(Change.Registry.class::cast)
                .filter(change -> change.key().equalsIgnoreCase(value.key())
                        && change.name().equalsIgnoreCase(value.name()))
                .map(change -> written(change, own))
                .flatMap(Optional::stream)
                .anyMatch(when -> fact.observedAt().isBefore(when));
    }

    private static Optional<Instant> written(Change.Registry change, List<Fact> own) {
        Predicate<Fact> shows = fact -> fact.observation() instanceof Observation.RegistryValue value
                && change.key().equalsIgnoreCase(value.key())
                && change.name().equalsIgnoreCase(value.name())
                && change.after().equals(value.data());
        return own.stream().filter(shows).map(Fact::observedAt).min(Comparator.naturalOrder());
    }

    private static boolean restartedByUs(Fact fact, Instant before, Instant last) {
        return fact.observation() instanceof Observation.Boot boot
                && boot.at().isAfter(before)
                && !boot.at().isAfter(last.plus(BOOT_TIMES_APART));
    }

    private static Instant boot(Fact fact) {
        return ((Observation.Boot) fact.observation()).at();
    }

    private static Fact as(Fact fact, Observation instead) {
        return new Fact(
                instead,
                fact.observedAt(),
                fact.source(),
                fact.format(),
                fact.method(),
                fact.pointer(),
                fact.elsewhere());
    }
}
