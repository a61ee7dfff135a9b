package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What people have said about what findings cannot show: proofs, and waivers signed for going on without. */
final class Assurances {
    private final Instant at;
    private final List<Organisation.Waiver> waivers;
    private final Map<ProofOf, List<Instant>> proofs = new HashMap<>();

    /** What a proof is for. */
    private record ProofOf(String gate, String scope) {
        static ProofOf of(String gate, String scope) {
            return new ProofOf(gate, scope.startsWith("pool:") ? scope.toLowerCase(Locale.ROOT) : scope);
        }
    }

    /** @param at what was said later than this is not known yet */
    Assurances(Instant at, Organisation organisation, List<Host> hosts) {
        this.at = at;
        this.waivers = organisation.waivers();
        for (Organisation.ProofEntry proof : organisation.proofs())
            add(proof.gate(), proof.scope(), proof.at() == null ? at : proof.at());
        for (Host host : hosts)
            for (Fact fact : host.facts(Observation.Proof.class)) {
                Observation.Proof proof = (Observation.Proof) fact.observation();
                add(proof.gate(), proof.scope(), fact.observedAt());
            }
    }

    private void add(String gate, String scope, Instant when) {
        if (!when.isAfter(at))
            proofs.computeIfAbsent(ProofOf.of(gate, scope), key -> new ArrayList<>())
                    .add(when);
    }

    /** Whether somebody proved it for a scope this host lies in (statement 125). */
    boolean proven(Host host, String gate) {
        // Evidence for READY that is older than the last change is stale, whoever gave it; a registry export of another
        // server does not count.
        if (gate.equals("R102")) return given(gate, host.scope()).stream().anyMatch(host.belief()::afterLastChange);
        if (!given(gate, host.scope()).isEmpty()) return true;
        if (gate.equals("R075")) return false;
        if (!given(gate, "topology").isEmpty()) return true;
        if (host.site() != null && !given(gate, "site:" + host.site()).isEmpty()) return true;
        for (String pool : host.pools()) if (!given(gate, "pool:" + pool).isEmpty()) return true;
        return false;
    }

    /** Whether it is proven by what is known of this host alone: its own findings and the profile. */
    static boolean saidOf(Host host, String gate) {
        Instant at = host.belief().at();
        return host.belief()
                        .facts(Observation.Proof.class)
                        .filter(fact -> !fact.observedAt().isAfter(at))
                        .map(fact -> (Observation.Proof) fact.observation())
                        .anyMatch(proof -> proof.gate().equals(gate) && covers(proof.scope(), host))
                || host.organisation().proofs().stream()
                        .filter(proof -> proof.at() == null || !proof.at().isAfter(at))
                        .anyMatch(proof -> proof.gate().equals(gate) && covers(proof.scope(), host));
    }

    private List<Instant> given(String gate, String scope) {
        return proofs.getOrDefault(new ProofOf(gate, scope), List.of());
    }

    /** Whether somebody signed for going on without, for a scope this host lies in, and it has not run out. */
    boolean waived(Host host, String gate) {
        LocalDate today = at.atZone(ZoneOffset.UTC).toLocalDate();
        return waivers.stream()
                .anyMatch(waiver ->
                        waiver.gate().equals(gate) && !waiver.until().isBefore(today) && covers(waiver.scope(), host));
    }

    private static boolean covers(String scope, Host host) {
        if (scope.equals(host.scope()) || scope.equals("topology")) return true;
        if (scope.startsWith("site:")) return scope.substring(5).equals(host.site());
        if (scope.startsWith("pool:"))
            return host.pools().contains(scope.substring(5).toLowerCase(Locale.ROOT));
        return false;
    }
}
