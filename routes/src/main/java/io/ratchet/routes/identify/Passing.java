package io.ratchet.routes.identify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lays what has only a short name or an address to the known machine it must be: the one of that name in its zone, else
 * the one that was seen at that address around that day under no other name. Where several fit it is nobody's, and
 * where none does it stands by itself.
 */
final class Passing {
    private final Map<Claim, Candidate> of;
    private final Map<String, Set<Candidate>> byName = new HashMap<>();
    private final Map<String, Set<Candidate>> byAddress = new HashMap<>();
    private final Map<String, Candidate> strangers = new HashMap<>();
    /** Keys of the strangers that have a name, by the addresses they were seen at. */
    private final Map<String, Set<String>> strangersAt = new HashMap<>();

    /** @param of who each claim belongs to so far; changed in place */
    Passing(Map<Claim, Candidate> of) {
        this.of = of;
    }

    void settle(List<Claim> claims) {
        List<Claim> passing = new ArrayList<>();
        for (Claim claim : claims) {
            Candidate own = own(claim);
            if (!own.known()) {
                passing.add(claim);
                continue;
            }
            index(byName, Identifiers.shortName(claim.host()), own);
            index(byAddress, Identifiers.address(claim.host()), own);
        }
        List<Claim> strange = new ArrayList<>();
        for (Claim claim : passing) if (!belongs(claim)) strange.add(claim);
        // Those with a name first: an address alone may be one of theirs.
        for (Claim claim : strange)
            Identifiers.shortName(claim.host()).ifPresent(name -> {
                group(claim, name);
                Identifiers.address(claim.host())
                        .ifPresent(address -> strangersAt
                                .computeIfAbsent(address, unseen -> new TreeSet<>())
                                .add(name));
            });
        for (Claim claim : strange)
            if (Identifiers.shortName(claim.host()).isEmpty())
                Identifiers.address(claim.host())
                        .ifPresent(address ->
                                group(claim, namedStranger(claim, address).orElse(address)));
    }

    private static void index(Map<String, Set<Candidate>> map, Optional<String> key, Candidate candidate) {
        key.ifPresent(text -> map.computeIfAbsent(text, unheard -> Collections.newSetFromMap(new IdentityHashMap<>()))
                .add(candidate));
    }

    /** Whether a known machine was found for it. */
    private boolean belongs(Claim claim) {
        Optional<String> name = Identifiers.shortName(claim.host());
        List<Candidate> there = holders(claim);
        List<Candidate> fitting;
        if (name.isPresent() && byName.containsKey(name.get())) {
            fitting = List.copyOf(byName.get(name.get()));
            List<Candidate> both = fitting.stream().filter(there::contains).toList();
            if (both.size() == 1) fitting = both;
        } else {
            // A machine that has another name is another machine, whatever its address.
            fitting = there.stream()
                    .filter(known -> name.isEmpty() || known.shortNames.isEmpty())
                    .toList();
        }
        if (fitting.size() == 1) {
            move(claim, fitting.get(0));
            return true;
        }
        String what =
                name.or(() -> Identifiers.address(claim.host())).orElse("").replaceFirst("^[^|]*\\|", "");
        for (Candidate rival : fitting) own(claim).doubt("Several machines fit '" + what + "'", rival);
        return false;
    }

    private List<Candidate> holders(Claim claim) {
        Optional<String> address = Identifiers.address(claim.host());
        if (address.isEmpty()) return List.of();
        Collection<Candidate> seen = byAddress.getOrDefault(address.get(), Set.of());
        return seen.stream()
                .filter(known -> known.heldAddress(address.get(), claim, Roster.ADDRESS_LEASE))
                .toList();
    }

    /** The one stranger with a name that was at this address around that day, by its key. */
    private Optional<String> namedStranger(Claim claim, String address) {
        List<String> there = strangersAt.getOrDefault(address, Set.of()).stream()
                .filter(name ->
                        Objects.requireNonNull(strangers.get(name)).heldAddress(address, claim, Roster.ADDRESS_LEASE))
                .toList();
        return there.size() == 1 ? Optional.of(there.get(0)) : Optional.empty();
    }

    private void group(Claim claim, String key) {
        Candidate first = strangers.putIfAbsent(key, own(claim));
        if (first != null && first != own(claim)) move(claim, first);
    }

    /** Every claim belongs to somebody from the start. */
    private Candidate own(Claim claim) {
        return Objects.requireNonNull(of.get(claim));
    }

    private void move(Claim claim, Candidate to) {
        to.take(own(claim));
        of.put(claim, to);
    }
}
