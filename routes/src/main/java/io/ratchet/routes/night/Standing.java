package io.ratchet.routes.night;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.store.Brakes.Trial;
import io.ratchet.store.HostRuns;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is in change at a moment, what was begun before it and what stands in the way. Counts move as a pass goes on.
 */
final class Standing {
    private final Map<String, Long> inChange;
    private final Map<String, Long> taken = new HashMap<>();
    private final Set<AssetId> hosts;
    private final Map<String, Trial> trials;
    private final Map<String, Brake> brakes = new HashMap<>();
    private long begun;
    private long begunBefore;

    Standing(
            Map<String, Long> inChange, Set<AssetId> hosts, long begun, Map<String, Trial> trials, List<Brake> brakes) {
        this.inChange = new HashMap<>(inChange);
        this.hosts = new HashSet<>(hosts);
        this.begun = begun;
        this.begunBefore = begun;
        this.trials = new HashMap<>(trials);
        brakes.forEach(brake -> this.brakes.put(brake.scope(), brake));
    }

    /** @param night from when on hosts that were begun count for tonight */
    static Standing read(Tx tx, Instant night) {
        HostRuns.InChange now = tx.runs().changing();
        return new Standing(
                now.scopes(),
                now.hosts(),
                tx.runs().hostsBegun(night),
                tx.brakes().trials(),
                tx.brakes().list());
    }

    /** Takes its places, as one that begins now. */
    void begin(AssetId host, Placement place) {
        hosts.add(host);
        begun++;
        place.scopes().forEach(scope -> taken.merge(scope, 1L, Long::sum));
    }

    /** What has begun in this pass is in change from now on. */
    void settle() {
        taken.forEach((scope, more) -> inChange.merge(scope, more, Long::sum));
        taken.clear();
        begunBefore = begun;
    }

    /** One that is in change is looked at as if it were still to begin. */
    void without(AssetId host, Set<String> scopes) {
        hosts.remove(host);
        begun = Math.max(0, begun - 1);
        begunBefore = begun;
        scopes.forEach(scope -> inChange.merge(scope, -1L, Long::sum));
    }

    /** It was verified, and gives back the places that it had. */
    void verify(AssetId host, Placement place, Set<String> scopes) {
        hosts.remove(host);
        scopes.forEach(scope -> inChange.merge(scope, -1L, Long::sum));
        place.trials()
                .forEach(scope -> trials.merge(
                        scope,
                        new Trial(scope, 1, "+"),
                        (before, one) -> new Trial(scope, before.verified() + 1, before.recent())));
    }

    /** In change, those that have begun in this pass included. */
    long count(String scope) {
        return countBefore(scope) + taken.getOrDefault(scope, 0L);
    }

    /** In change when the pass began. */
    long countBefore(String scope) {
        return inChange.getOrDefault(scope, 0L);
    }

    long begun() {
        return begun;
    }

    long begunBefore() {
        return begunBefore;
    }

    boolean holds(AssetId host) {
        return hosts.contains(host);
    }

    long verified(String trial) {
        Trial known = trials.get(trial);
        return known == null ? 0 : known.verified();
    }

    Map<String, Brake> brakes() {
        return brakes;
    }
}
