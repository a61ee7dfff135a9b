package io.ratchet.routes.identify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Goes through the tiers of section 4a of the contract: a source's own id, then SMBIOS UUID and SID, then MAC, then
 * FQDN and {@code DOMAIN\NETBIOS}; what has none of these is laid to the one known machine of its zone that has its
 * short name, or had its address at the time.
 */
final class Roster {
    /** For how many days an address stays with a machine: the default lease of Windows DHCP, eight days, less one. */
    static final long ADDRESS_LEASE = 7;
    /** A name not seen for so long before another one appeared on the same machine is its old name. */
    static final Duration NAME_LIVES = Duration.ofDays(30);

    /**
     * Against how many others one is held before it is left alone; a thousand clones of one machine tell no more than
     * these.
     */
    private static final int RIVALS = 50;

    private final Map<Claim, Candidate> of = new IdentityHashMap<>();

    /** Who each claim belongs to. The order of {@code claims} makes no difference. */
    static Map<Claim, Candidate> of(Collection<? extends Claim> claims) {
        Roster roster = new Roster();
        List<Claim> sorted = claims.size() == 1
                ? List.copyOf(claims)
                : claims.stream()
                        .map(claim -> Map.entry(claim.order(), claim)) // said once, compared often
                        .sorted(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .toList();
        sorted.forEach(claim -> roster.of.put(claim, new Candidate(claim)));
        roster.join(sorted, Identifiers::ownIds, Roster::ofAnotherInstance);
        roster.join(sorted, claim -> set(Identifiers.uuid(claim.host())), Roster::clonedOrOtherId);
        roster.join(sorted, claim -> set(Identifiers.sid(claim.host())), Roster::clonedOrOtherId);
        roster.join(sorted, claim -> set(Identifiers.mac(claim.host())), Roster::otherMachineOrLiveName);
        roster.join(sorted, claim -> set(Identifiers.fqdn(claim.host())), Roster::otherMachine);
        roster.join(sorted, claim -> set(Identifiers.account(claim.host())), Roster::otherMachineOrName);
        new Passing(roster.of).settle(sorted);
        return roster.of;
    }

    @FunctionalInterface
    private interface Veto {
        /** Why the two must not be one, in words; empty when they may. */
        Optional<String> against(Candidate one, Candidate other);
    }

    private void join(List<Claim> claims, Function<Claim, Set<String>> identifiers, Veto veto) {
        Map<String, List<Candidate>> holders = new HashMap<>();
        for (Claim claim : claims)
            for (String identifier : identifiers.apply(claim)) {
                List<Candidate> same = holders.computeIfAbsent(identifier, key -> new ArrayList<>());
                Candidate own = Objects.requireNonNull(of.get(claim));
                same.replaceAll(candidate -> of.get(candidate.claims.get(0)));
                if (!same.contains(own)) same.add(meet(own, same, identifier, veto));
            }
    }

    /**
     * Joins {@code own} with the first holder of the identifier that it does not contradict; those it contradicts
     * become rivals.
     */
    private Candidate meet(Candidate own, List<Candidate> holders, String identifier, Veto veto) {
        int rivals = 0;
        for (Candidate holder : holders) {
            if (rivals++ == RIVALS) break;
            Optional<String> against = veto.against(holder, own);
            if (against.isEmpty()) {
                holder.take(own);
                own.claims.forEach(claim -> of.put(claim, holder));
                return holder;
            }
            String because = "Two records share '" + identifier.substring(identifier.lastIndexOf('|') + 1) + "' but "
                    + against.get();
            holder.doubt(because, own);
            own.doubt(because, holder);
        }
        return own;
    }

    /**
     * The ids that a source counts up, as ConfigMgr does from 16777220 in every site, come again in its next instance,
     * which a report does not always name. A machine may be renamed, or get a new board, and keep its id; one that has
     * another name beside another identity or another domain is another one.
     */
    private static Optional<String> ofAnotherInstance(Candidate one, Candidate other) {
        if (!differ(one.shortNames, other.shortNames)) return Optional.empty();
        boolean another = differ(one.uuids, other.uuids)
                || differ(one.sids, other.sids)
                || differ(domains(one), domains(other))
                || differ(suffixes(one), suffixes(other));
        return another
                ? Optional.of("have neither name nor domain or identity in common: two instances of one source")
                : Optional.empty();
    }

    private static boolean differ(Set<String> one, Set<String> other) {
        return !one.isEmpty() && !other.isEmpty() && one.stream().noneMatch(other::contains);
    }

    private static Set<String> suffixes(Candidate candidate) {
        Set<String> suffixes = new LinkedHashSet<>();
        for (String fqdn : candidate.fqdns) suffixes.add(fqdn.substring(fqdn.indexOf('.') + 1));
        return suffixes;
    }

    /** By their NetBIOS names. */
    private static Set<String> domains(Candidate candidate) {
        Set<String> domains = new LinkedHashSet<>();
        for (String account : candidate.accounts) domains.add(account.substring(account.lastIndexOf('@') + 1));
        return domains;
    }

    private static Optional<String> clonedOrOtherId(Candidate one, Candidate other) {
        Optional<String> twice =
                contradiction(one.ownIds, other.ownIds, "the same source counts them as two machines", true);
        if (twice.isPresent()) return twice;
        return liveNames(one, other, "answer to different names: a cloned machine");
    }

    /** A network card may move to another machine, and images and docking stations share one. */
    private static Optional<String> otherMachineOrLiveName(Candidate one, Candidate other) {
        return otherMachine(one, other).or(() -> liveNames(one, other, "answer to different names"));
    }

    private static Optional<String> liveNames(Candidate one, Candidate other, String because) {
        boolean bothLive = Duration.between(one.last(), other.last()).abs().compareTo(NAME_LIVES) <= 0;
        return bothLive ? contradiction(one.fqdns, other.fqdns, because, false) : Optional.empty();
    }

    private static Optional<String> otherMachine(Candidate one, Candidate other) {
        return contradiction(one.ownIds, other.ownIds, "the same source counts them as two machines", true)
                .or(() -> contradiction(one.uuids, other.uuids, "have different SMBIOS UUIDs", false))
                .or(() -> contradiction(one.sids, other.sids, "have different SIDs", false));
    }

    private static Optional<String> otherMachineOrName(Candidate one, Candidate other) {
        return otherMachine(one, other)
                .or(() -> contradiction(one.fqdns, other.fqdns, "have different full names", false));
    }

    /** @param bySource the ids are comparable only where both come from one source and are of one kind */
    private static Optional<String> contradiction(
            Set<String> one, Set<String> other, String because, boolean bySource) {
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
}
