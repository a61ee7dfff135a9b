package io.ratchet.console;

import io.ratchet.routes.queue.Approvers;
import io.ratchet.store.LocalUsers.LocalUser;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody who approved may still: a name counts as long as it stands in the settings, or on a token that was
 * neither revoked nor has ended, or has a password that was not revoked; with the role and for the site.
 */
public final class ApproverRights implements Approvers {
    private static final String USER = "user:";
    private static final Set<Role> ROLES = Set.of(Role.APPROVER);

    private final Access access;
    private final Clock clock;

    public ApproverRights(Access access, Clock clock) {
        this.access = access;
        this.clock = clock;
    }

    @Override
    public boolean mayApprove(Tx tx, String by, @Nullable String site) {
        if (!by.startsWith(USER)) return false;
        String name = by.substring(USER.length());
        Optional<Person> settled = settled(name);
        if (settled.isPresent()) return may(settled.get(), site);
        Instant now = clock.instant();
        Stream<Person> tokens = tx.tokens().list().stream()
                .filter(token -> token.name().equalsIgnoreCase(name) && token.stands(now))
                .map(People::person);
        Stream<Person> users = tx.users().find(name.toLowerCase(Locale.ROOT)).stream()
                .filter(LocalUser::stands)
                .map(People::person);
        return Stream.concat(tokens, users).anyMatch(person -> may(person, site));
    }

    private Optional<Person> settled(String name) {
        return Stream.concat(access.people().values().stream(), access.openAs().stream())
                .filter(person -> person.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static boolean may(Person person, @Nullable String site) {
        return person.hasOneOf(ROLES) && person.actsAt(site);
    }
}
