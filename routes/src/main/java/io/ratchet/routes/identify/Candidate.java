package io.ratchet.routes.identify;

import io.ratchet.domain.finding.HostRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Claims believed to be one machine, growing while the tiers are gone through. */
final class Candidate {
    final List<Claim> claims = new ArrayList<>();
    final Set<String> ownIds = new TreeSet<>();
    final Set<String> uuids = new TreeSet<>();
    final Set<String> sids = new TreeSet<>();
    final Set<String> macs = new TreeSet<>();
    final Set<String> fqdns = new TreeSet<>();
    final Set<String> accounts = new TreeSet<>();
    /** Within their zone. */
    final Set<String> shortNames = new TreeSet<>();
    /** Why this may be another machine than it seems; the others concerned beside it. */
    final Set<String> doubts = new TreeSet<>();

    final Set<Candidate> rivals = Collections.newSetFromMap(new IdentityHashMap<>());

    Candidate(Claim claim) {
        add(claim);
    }

    private void add(Claim claim) {
        claims.add(claim);
        HostRef host = claim.host();
        ownIds.addAll(Identifiers.ownIds(claim));
        Identifiers.uuid(host).ifPresent(uuids::add);
        Identifiers.sid(host).ifPresent(sids::add);
        Identifiers.mac(host).ifPresent(macs::add);
        Identifiers.fqdn(host).ifPresent(fqdns::add);
        Identifiers.account(host).ifPresent(accounts::add);
        Identifiers.shortName(host).ifPresent(shortNames::add);
    }

    void take(Candidate other) {
        other.claims.forEach(this::add);
        doubts.addAll(other.doubts);
        rivals.addAll(other.rivals);
    }

    /** Known by something that stays with a machine: not by a short name or an address alone. */
    boolean known() {
        return !(ownIds.isEmpty()
                && uuids.isEmpty()
                && sids.isEmpty()
                && macs.isEmpty()
                && fqdns.isEmpty()
                && accounts.isEmpty());
    }

    void doubt(String because, Candidate rival) {
        doubts.add(because);
        rivals.add(rival);
    }

    Instant last() {
        return claims.stream().map(Claim::last).max(Comparator.naturalOrder()).orElse(Instant.MIN);
    }

    /** Whether somebody saw it at this address within so many days of the claim. */
    boolean heldAddress(String address, Claim claim, long within) {
        return claims.stream()
                .filter(own ->
                        Identifiers.address(own.host()).filter(address::equals).isPresent())
                .anyMatch(own -> own.near(claim, within));
    }

    /** What the sources say, the most recent first; the order in which they came makes no difference. */
    HostRef merged() {
        List<Claim> newest = claims.stream()
                .sorted(Comparator.comparing(Claim::last).reversed().thenComparing(Claim::order))
                .toList();
        Map<String, String> nativeIds = new TreeMap<>();
        for (Claim claim : newest) claim.host().nativeIds().forEach(nativeIds::putIfAbsent);
        String fqdn = first(newest, host -> Identifiers.fqdn(host).orElse(null));
        return new HostRef(
                newest.get(0).host().zone(),
                first(newest, HostRef::site),
                first(newest, HostRef::ip),
                fqdn != null ? fqdn : first(newest, HostRef::fqdn),
                first(newest, HostRef::netbios),
                first(newest, HostRef::domain),
                first(newest, HostRef::mac),
                first(newest, HostRef::smbiosUuid),
                first(newest, HostRef::sid),
                nativeIds);
    }

    private static @Nullable String first(List<Claim> newest, Function<HostRef, @Nullable String> part) {
        return newest.stream()
                .map(Claim::host)
                .flatMap(host -> Optional.ofNullable(part.apply(host)).stream())
                .findFirst()
                .orElse(null);
    }
}
