package io.ratchet.console;

import io.ratchet.routes.queue.Approvers;
import io.ratchet.store.LocalUsers.LocalUser;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody who approved may still: a name counts as long as it stands in the settings, or on a token that was
 * neither revoked nor has ended, or has a password that was not revoked, or the company's sign-in vouched for it within
 * thirty days; with the role and for the site.
 */
public final class ApproverRights implements Approvers {
    private static final String USER = "user:";
    private static final Set<Role> ROLES = Set.of(Role.APPROVER);

    /** Whom the company's sign-in vouched for, and for so long not again, may have left it. */
    private static final Duration VOUCHED_FOR = Duration.ofDays(30);

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
        return standing(tx)
                .filter(person -> person.name().equalsIgnoreCase(name))
                .anyMatch(person -> person.hasOneOf(ROLES) && person.actsAt(site));
    }

    @Override
    public int many(Tx tx, String besides) {
        return Math.toIntExact(standing(tx)
                .filter(person -> !person.owner() && person.hasOneOf(ROLES))
                .map(person -> person.name().toLowerCase(Locale.ROOT))
                .filter(name -> !besides.equalsIgnoreCase(USER + name))
                .distinct()
                .count());
    }

    /** Everybody who may come in. A name in the settings is that person's: others by that name do not count. */
    private Stream<Person> standing(Tx tx) {
        Instant now = clock.instant();
        List<Person> settled = Stream.concat(access.people().values().stream(), access.openAs().stream())
                .toList();
        Set<String> taken = settled.stream()
                .map(person -> person.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        Stream<Person> tokens =
                tx.tokens().list().stream().filter(token -> token.stands(now)).map(People::person);
        Stream<Person> users =
                tx.users().list().stream().filter(LocalUser::stands).map(People::person);
        Stream<Person> vouchedFor = access.company().stream()
                .flatMap(company -> tx.company().list().stream()
                        .filter(known -> known.seenAt().plus(VOUCHED_FOR).isAfter(now))
                        .flatMap(known -> company.person(known).stream()));
        return Stream.concat(
                settled.stream(),
                Stream.concat(Stream.concat(tokens, users), vouchedFor)
                        .filter(person -> !taken.contains(person.name().toLowerCase(Locale.ROOT))));
    }
}
