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
    final List<Claim> claims = new ArrayList<>(1);
    // Most hold one word or none: a process knows the candidates of the whole estate.
    Set<String> ownIds = Set.of();
    Set<String> uuids = Set.of();
    Set<String> sids = Set.of();
    Set<String> macs = Set.of();
    Set<String> fqdns = Set.of();
    Set<String> accounts = Set.of();
    /** Within their zone. */
    Set<String> shortNames = Set.of();
    /** Why this may be another machine than it seems; the others concerned beside it. */
    Set<String> doubts = Set.of();

    Set<Candidate> rivals = Set.of();

    Candidate(Claim claim) {
        add(claim);
    }

    private void add(Claim claim) {
        claims.add(claim);
        HostRef host = claim.host();
        ownIds = with(ownIds, Identifiers.ownIds(claim));
        uuids = with(uuids, Identifiers.uuid(host));
        sids = with(sids, Identifiers.sid(host));
        macs = with(macs, Identifiers.mac(host));
        fqdns = with(fqdns, Identifiers.fqdn(host));
        accounts = with(accounts, Identifiers.account(host));
        shortNames = with(shortNames, Identifiers.shortName(host));
    }

    private static Set<String> with(Set<String> words, Optional<String> more) {
        return more.isEmpty() ? words : with(words, Set.of(more.get()));
    }

    /** In order; several in a set that grows. */
    private static Set<String> with(Set<String> words, Set<String> more) {
        if (words.containsAll(more)) return words;
        if (words.isEmpty() && more.size() == 1) return Set.copyOf(more);
        Set<String> all = words instanceof TreeSet ? words : new TreeSet<>(words);
        all.addAll(more);
        return all;
    }

    void take(Candidate other) {
        other.claims.forEach(this::add);
        doubts = with(doubts, other.doubts);
        other.rivals.forEach(this::rival);
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
        doubts = with(doubts, Set.of(because));
        rival(rival);
    }

    private void rival(Candidate rival) {
        if (rivals.isEmpty()) rivals = Collections.newSetFromMap(new IdentityHashMap<>());
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
        HostRef merged = together();
        for (Claim claim : claims) if (claim.host().equals(merged)) return claim.host();
        return merged;
    }

    private HostRef together() {
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
