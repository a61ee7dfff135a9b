package io.ratchet.console;

import io.ratchet.store.LocalUsers.LocalUser;
import io.ratchet.store.Store;
import io.ratchet.store.Tokens.Token;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everybody who may come in: those of the settings, and those who have a token or a password that was made while the
 * server ran. A name in the settings is that person's alone: what others had by that name opens nothing any more.
 */
final class People {
    /** How exactly it is kept when a token was last used. */
    private static final Duration USED = Duration.ofMinutes(10);

    private final Access access;
    private final Store store;
    private final Clock clock;

    People(Access access, Store store, Clock clock) {
        this.access = access;
        this.store = store;
        this.clock = clock;
    }

    Optional<Person> openAs() {
        return access.openAs();
    }

    /** Whose token has this hash. */
    Optional<Person> byHash(String hash) {
        Person settled = access.people().get(hash);
        if (settled != null) return Optional.of(settled);
        Instant now = clock.instant();
        return store.transact(tx -> standing(tx, hash, now)).map(People::person);
    }

    /** Who goes by that name and may come in with a password. */
    Optional<Person> byName(String name) {
        return user(name).map(People::person);
    }

    /** The same, with what became of the password. */
    Optional<LocalUser> user(String name) {
        return store.transact(tx -> tx.users().find(name)).filter(this::stands);
    }

    private Optional<Token> standing(Tx tx, String hash, Instant now) {
        Optional<Token> token = tx.tokens().find(hash).filter(one -> stands(one, now));
        token.filter(one ->
                        one.lastUsedAt() == null || one.lastUsedAt().plus(USED).isBefore(now))
                .ifPresent(one -> tx.tokens().used(hash, now));
        return token;
    }

    static Person person(Token token) {
        return person(token.name(), token.roles(), token.sites());
    }

    static Person person(LocalUser user) {
        return person(user.name(), user.roles(), user.sites());
    }

    private static Person person(String name, List<String> words, List<String> sites) {
        Map<String, Role> roles = Role.byWire();
        Set<Role> known =
                words.stream().filter(roles::containsKey).map(roles::get).collect(Collectors.toSet());
        return new Person(name, known, Set.copyOf(sites), false);
    }

    /** Whether it opens anything at that moment. */
    boolean stands(Token token, Instant at) {
        return token.stands(at) && !isSettled(token.name());
    }

    /** Whether the password opens anything. */
    boolean stands(LocalUser user) {
        return user.stands() && !isSettled(user.name());
    }

    /** Whether somebody in the settings, or the owner, goes by that name. */
    boolean isSettled(String name) {
        return Stream.concat(access.people().values().stream(), access.openAs().stream())
                .anyMatch(person -> person.name().equalsIgnoreCase(name));
    }
}
