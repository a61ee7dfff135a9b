package io.ratchet.routes.identify;

import io.ratchet.domain.finding.HostRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Goes through the tiers of section 4a of the contract: a source's own id, then SMBIOS UUID and SID, then MAC, then FQDN and
 * {@code DOMAIN\NETBIOS}; what has none of these is laid to the one known machine of its zone that has its short name, or had its address
 * at the time.
 */
final class Roster {
    /** How long an address stays with a machine: the default lease of Windows DHCP, eight days, less one. */
    static final Duration ADDRESS_LEASE = Duration.ofDays(7);
    /** A name not seen for so long before another one appeared on the same machine is its old name. */
    static final Duration NAME_LIVES = Duration.ofDays(30);

    private final Map<Claim, Candidate> of = new HashMap<>();

    /** Who each claim belongs to. The order of {@code claims} makes no difference. */
    static Map<Claim, Candidate> of(Collection<Claim> claims) {
        Roster roster = new Roster();
        List<Claim> sorted = claims.stream().sorted(Comparator.comparing(Claim::toString)).toList();
        sorted.forEach(claim -> roster.of.put(claim, new Candidate(claim)));
        roster.join(sorted, Identifiers::ownIds, (a, b) -> Optional.empty());
        roster.join(sorted, claim -> set(Identifiers.uuid(claim.host())), Roster::clonedOrOtherId);
        roster.join(sorted, claim -> set(Identifiers.sid(claim.host())), Roster::clonedOrOtherId);
        roster.join(sorted, claim -> set(Identifiers.mac(claim.host())), Roster::otherMachine);
        roster.join(sorted, claim -> set(Identifiers.fqdn(claim.host())), Roster::otherMachine);
        roster.join(sorted, claim -> set(Identifiers.account(claim.host())), Roster::otherMachineOrName);
        roster.attach(sorted, Identifiers::shortName, (candidate, claim, name) -> true);
        roster.attach(
                sorted, Identifiers::address, (candidate, claim, address) -> candidate.heldAddress(address, claim, ADDRESS_LEASE));
        return roster.of;
    }

    @FunctionalInterface
    private interface Veto {
        /** Why the two must not be one, in words; empty when they may. */
        Optional<String> against(Candidate one, Candidate other);
    }

    @FunctionalInterface
    private interface Fits {
        boolean fits(Candidate known, Claim weak, String identifier);
    }

    private void join(List<Claim> claims, Function<Claim, Set<String>> identifiers, Veto veto) {
        Map<String, List<Candidate>> holders = new HashMap<>();
        for (Claim claim : claims)
            for (String identifier : identifiers.apply(claim)) {
                List<Candidate> same = holders.computeIfAbsent(identifier, key -> new ArrayList<>());
                Candidate own = of.get(claim);
                same.replaceAll(candidate -> of.get(candidate.claims.get(0)));
                if (!same.contains(own)) same.add(meet(own, same, identifier, veto));
            }
    }

    /** Joins {@code own} with the first holder of the identifier that it does not contradict; those it contradicts become rivals. */
    private Candidate meet(Candidate own, List<Candidate> holders, String identifier, Veto veto) {
        for (Candidate holder : holders) {
            Optional<String> against = veto.against(holder, own);
            if (against.isEmpty()) {
                holder.take(own);
                own.claims.forEach(claim -> of.put(claim, holder));
                return holder;
            }
            String because = "Two records share '" + identifier.substring(identifier.lastIndexOf('|') + 1) + "' but " + against.get();
            holder.doubt(because, own);
            own.doubt(because, holder);
        }
        return own;
    }

    /** A record that only has a weak identifier belongs to the one known machine that fits; to none when there are several. */
    private void attach(List<Claim> claims, Function<HostRef, Optional<String>> identifier, Fits fits) {
        Map<String, Set<Candidate>> known = new HashMap<>();
        for (Claim claim : claims)
            if (of.get(claim).known())
                identifier
                        .apply(claim.host())
                        .ifPresent(name -> known.computeIfAbsent(name, key -> identitySet()).add(of.get(claim)));
        Map<String, Candidate> unknown = new HashMap<>();
        for (Claim claim : claims) {
            Optional<String> name = identifier.apply(claim.host());
            if (of.get(claim).known() || name.isEmpty()) continue;
            List<Candidate> fitting = known.getOrDefault(name.get(), Set.of()).stream()
                    .filter(candidate -> fits.fits(candidate, claim, name.get()))
                    .toList();
            Candidate own = of.get(claim);
            if (fitting.size() == 1) move(own, fitting.get(0));
            else if (fitting.size() > 1)
                fitting.forEach(rival -> own.doubt(
                        "Several machines fit '" + name.get().substring(name.get().lastIndexOf('|') + 1) + "'", rival));
            else {
                Candidate first = unknown.putIfAbsent(name.get(), own);
                if (first != null && of.get(first.claims.get(0)) != own) move(own, of.get(first.claims.get(0)));
            }
        }
    }

    private void move(Candidate from, Candidate to) {
        to.take(from);
        from.claims.forEach(claim -> of.put(claim, to));
    }

    private static Optional<String> clonedOrOtherId(Candidate one, Candidate other) {
        Optional<String> twice = contradiction(one.ownIds, other.ownIds, "the same source counts them as two machines", true);
        if (twice.isPresent()) return twice;
        boolean bothLive = Duration.between(one.last(), other.last()).abs().compareTo(NAME_LIVES) <= 0;
        return bothLive ? contradiction(one.fqdns, other.fqdns, "answer to different names: a cloned machine", false) : Optional.empty();
    }

    private static Optional<String> otherMachine(Candidate one, Candidate other) {
        return contradiction(one.ownIds, other.ownIds, "the same source counts them as two machines", true)
                .or(() -> contradiction(one.uuids, other.uuids, "have different SMBIOS UUIDs", false))
                .or(() -> contradiction(one.sids, other.sids, "have different SIDs", false));
    }

    private static Optional<String> otherMachineOrName(Candidate one, Candidate other) {
        return otherMachine(one, other).or(() -> contradiction(one.fqdns, other.fqdns, "have different full names", false));
    }

    /** @param bySource the ids are comparable only where both come from one source and are of one kind */
    private static Optional<String> contradiction(Set<String> one, Set<String> other, String because, boolean bySource) {
        if (one.isEmpty() || other.isEmpty() || one.stream().anyMatch(other::contains)) return Optional.empty();
        if (!bySource) return Optional.of(because);
        Set<String> kinds = new LinkedHashSet<>();
        one.forEach(id -> kinds.add(id.substring(0, id.lastIndexOf('|'))));
        return other.stream().anyMatch(id -> kinds.contains(id.substring(0, id.lastIndexOf('|'))))
                ? Optional.of(because)
                : Optional.empty();
    }

    private static Set<String> set(Optional<String> value) {
        return value.map(Set::of).orElse(Set.of());
    }

    private static Set<Candidate> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
