package io.ratchet.rules.fact;

import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people have said about what findings cannot show: proofs, and waivers signed for going on without. */
final class Assurances {
    private final Instant at;
    private final Organisation organisation;
    private final AssetNames names;
    /** By the gate it is for, then by its scope. */
    private final Map<String, Map<String, List<Summary.Proof>>> proofs = new HashMap<>();

    /** @param at what was said later than this is not known yet */
    Assurances(Instant at, Organisation organisation, Collection<Summary> assets, AssetNames names) {
        this.at = at;
        this.organisation = organisation;
        this.names = names;
        for (Organisation.ProofEntry proof : organisation.proofs())
            if (proof.at() == null || !proof.at().isAfter(at)) {
                Instant when = proof.at() == null ? at : proof.at();
                add(new Summary.Proof(proof.gate(), proof.scope(), when, Summary.isFresh(when, at)));
            }
        for (Summary asset : assets) asset.shown().proofs().forEach(this::add);
    }

    private void add(Summary.Proof proof) {
        String known = names.scope(proof.scope());
        if (known != null)
            proofs.computeIfAbsent(proof.gate(), unheard -> new HashMap<>())
                    .computeIfAbsent(known, unheard -> new ArrayList<>())
                    .add(proof);
    }

    /** Whether somebody proved it for a scope this host lies in (statement 125). */
    boolean proven(Summary host, String gate) {
        Map<String, List<Summary.Proof>> given = proofs.get(gate);
        if (given == null) return false;
        List<Summary.Proof> own = given.getOrDefault(host.scope(), List.of());
        // Evidence for READY that is older than the last change, or than evidence may be, is stale, whoever gave it; a
        // registry export of another server does not count.
        if (gate.equals("R102"))
            return own.stream().anyMatch(proof -> proof.fresh() && host.afterLastChange(proof.at()));
        if (!own.isEmpty()) return true;
        if (gate.equals("R075")) return false;
        if (given.containsKey("topology")) return true;
        Summary.Where where = host.where();
        if (where.site() != null && given.containsKey("site:" + where.site())) return true;
        for (String pool : where.pools()) if (given.containsKey("pool:" + pool)) return true;
        return false;
    }

    /** Whether it is proven by what is known of this host alone: its own findings and the profile. */
    static boolean saidOf(Host host, String gate) {
        Instant at = host.belief().at();
        return host.belief()
                        .facts(Observation.Proof.class)
                        .filter(fact -> !fact.observedAt().isAfter(at))
                        .map(fact -> (Observation.Proof) fact.observation())
                        .anyMatch(proof ->
                                proof.gate().equals(gate) && covers(host.names().scope(proof.scope()), host.summary()))
                || host.organisation().proofs().stream()
                        .filter(proof -> proof.at() == null || !proof.at().isAfter(at))
                        .anyMatch(proof ->
                                proof.gate().equals(gate) && covers(host.names().scope(proof.scope()), host.summary()));
    }

    /** Whether somebody signed for going on without, for a scope this host lies in, and it has not run out. */
    boolean waived(Summary host, String gate) {
        return organisation.waivers().stream()
                .anyMatch(waiver -> waiver.gate().equals(gate)
                        && !organisation.over(waiver.until(), at)
                        && covers(names.scope(waiver.scope()), host));
    }

    private static boolean covers(@Nullable String scope, Summary host) {
        if (scope == null) return false;
        if (scope.equals(host.scope()) || scope.equals("topology")) return true;
        if (scope.startsWith("site:"))
            return scope.substring(5).strip().equals(host.where().site());
        return scope.startsWith("pool:")
                && host.where().pools().contains(scope.substring(5).strip());
    }
}
