package io.ratchet.console;

import io.ratchet.store.CompanyPeople.CompanyPerson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The company's own sign-in, and what Ratchet lets the members of its groups do.
 *
 * @param grants one row for what a group gives; several rows of one group add up
 * @param formerly issuers that vouched before, and by whose names the same people go with this one
 */
public record Company(IdentityProvider provider, List<Grant> grants, Set<String> formerly) {
    /**
     * What being in a group gives.
     *
     * @param sites where; empty: everywhere
     */
    public record Grant(String group, Set<Role> roles, Set<String> sites) {
        public Grant {
            roles = Set.copyOf(roles);
            sites = Set.copyOf(sites);
        }
    }

    public Company {
        grants = List.copyOf(grants);
        formerly = Set.copyOf(formerly);
    }

    /** Where no other issuer vouched before. */
    public Company(IdentityProvider provider, List<Grant> grants) {
        this(provider, grants, Set.of());
    }

    /** Whether whoever has that name here by another issuer is the one whom this one calls so. */
    boolean follows(CompanyPerson known) {
        return !provider.vouchesFor(known.subject())
                && formerly.stream().anyMatch(issuer -> known.subject().startsWith(issuer + " "));
    }

    /** Who that is; nobody where another company's sign-in said so. */
    Optional<Person> person(CompanyPerson known) {
        return provider.vouchesFor(known.subject()) ? person(known.name(), known.groups()) : Optional.empty();
    }

    /**
     * Who that is, being in these groups; nobody where they give no role. A role may be given at some sites by one
     * group and at others by another. A person acts at the same sites in all their roles: at those where all of them
     * were given, and where there is none, as nobody. So nobody gets a role where no group gives it.
     */
    Optional<Person> person(String name, List<String> groups) {
        Map<Role, Set<String>> sites = new HashMap<>();
        Set<Role> everywhere = new HashSet<>();
        for (Grant grant : grants) {
            if (!groups.contains(grant.group())) continue;
            for (Role role : grant.roles()) {
                if (grant.sites().isEmpty()) everywhere.add(role);
                sites.computeIfAbsent(role, one -> new HashSet<>())
                        .addAll(new Person(name, Set.of(), grant.sites(), false).sites());
            }
        }
        Optional<Set<String>> common = sites.entrySet().stream()
                .filter(role -> !everywhere.contains(role.getKey()))
                .map(Map.Entry::getValue)
                .reduce((one, other) -> {
                    Set<String> both = new HashSet<>(one);
                    both.retainAll(other);
                    return both;
                });
        boolean nowhere = common.filter(Set::isEmpty).isPresent();
        if (sites.isEmpty() || nowhere) return Optional.empty();
        return Optional.of(new Person(name, sites.keySet(), common.orElse(Set.of()), false));
    }
}
