package io.ratchet.console;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the door, a program included.
 *
 * @param name as it stands in the audit log behind {@code user:}
 * @param roles what they are there for
 * @param sites where they may act, in whatever case; empty: everywhere
 * @param owner whether it is the owner of the data folder, whose token Ratchet made
 */
public record Person(String name, Set<Role> roles, Set<String> sites, boolean owner) {
    public Person {
        roles = Set.copyOf(roles);
        sites = sites.stream()
                .map(site -> site.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Somebody with every right everywhere. */
    public static Person ofAllRoles(String name) {
        return new Person(name, EnumSet.allOf(Role.class), Set.of(), false);
    }

    /** The owner of the data folder. */
    public static Person owner(String name) {
        return new Person(name, EnumSet.allOf(Role.class), Set.of(), true);
    }

    /** Whether one of the roles is among {@code some}, or is that of who may do whatever the others may. */
    boolean hasOneOf(Set<Role> some) {
        return roles.contains(Role.ADMIN) || roles.stream().anyMatch(some::contains);
    }

    /** Whether they may act at {@code site}; at an unknown site only who may act everywhere. */
    boolean actsAt(@Nullable String site) {
        return sites.isEmpty() || (site != null && sites.contains(site.strip().toLowerCase(Locale.ROOT)));
    }
}
