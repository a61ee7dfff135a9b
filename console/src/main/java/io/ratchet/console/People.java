package io.ratchet.console;

import io.ratchet.console.IdentityProvider.Told;
import io.ratchet.store.CompanyPeople.CompanyPerson;
import io.ratchet.store.LocalUsers.LocalUser;
import io.ratchet.store.Store;
import io.ratchet.store.Tokens.Token;
import io.ratchet.store.Tx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everybody who may come in: those of the settings, and those who have a token or a password that was made while the
 * server ran. A name in the settings is that person's alone: what others had by that name opens nothing any more.
 */
final class People {
    /** How exactly it is kept when a token was last used. */
    private static final Duration USED = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(People.class);
    private static final Pattern COMPANY_NAME = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,62}");

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

    /** Whether that is the owner's token; asks no database. */
    boolean isOwner(String hash) {
        Person settled = access.people().get(hash);
        return settled != null && settled.owner();
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

    /** Who the company's sign-in vouched for, as far as it last did. */
    Optional<Person> bySubject(String subject) {
        return store.transact(tx -> tx.company().find(subject)).flatMap(this::person);
    }

    /**
     * Who sends a token of the company's sign-in. One that gives no role, such as one that tells no groups, takes none
     * from whoever has signed in.
     *
     * @throws IOException when it is needed for that and does not answer
     */
    Optional<Person> byBearer(String token) throws IOException {
        if (access.company().isEmpty() || token.chars().filter(c -> c == '.').count() != 2) return Optional.empty();
        Company company = access.company().get();
        return company.provider()
                .bearer(token)
                .filter(told -> company.person(told.name(), told.groups()).isPresent())
                .flatMap(this::meet);
    }

    /**
     * Who the company's sign-in vouches for; nobody when no group of theirs has a role, or the name is another's. What
     * was said before the last word on somebody, or before they were revoked, gives nothing that this does not.
     */
    Optional<Person> meet(Told told) {
        Instant now = clock.instant();
        return store.transact(tx -> kept(tx, told, now)).flatMap(this::person);
    }

    private Optional<CompanyPerson> kept(Tx tx, Told told, Instant now) {
        Optional<CompanyPerson> before = tx.company().find(told.subject()).or(() -> formerly(tx, told));
        String name =
                before.map(CompanyPerson::name).orElseGet(() -> told.name().toLowerCase(Locale.ROOT));
        if (before.isEmpty() && !free(tx, name, now)) {
            LOG.warn("The company's sign-in vouches for somebody whose name cannot be theirs here; they are not let in."
                    + " Names are 1 to 63 of a-z, 0-9 and . _ - @ +, and belong to one person.");
            return Optional.empty();
        }
        CompanyPerson person = new CompanyPerson(told.subject(), name, told.groups(), told.at());
        if (before.isEmpty()) {
            if (person(person).isEmpty()) return Optional.empty(); // who may do nothing takes no name from others
            tx.company().saw(person);
        } else if (told.at().isBefore(before.get().seenAt())) return Optional.of(stale(before.get(), told));
        else if (!before.get().groups().equals(told.groups())
                || !before.get().seenAt().plus(USED).isAfter(told.at()))
            tx.company().saw(person);
        return Optional.of(person);
    }

    /** Who goes on here after the company has changed its sign-in, as the settings say; who may do nothing does not. */
    private Optional<CompanyPerson> formerly(Tx tx, Told told) {
        Company company = access.company().orElseThrow();
        Optional<CompanyPerson> known = company.person(told.name(), told.groups())
                .flatMap(any -> tx.company().named(told.name().toLowerCase(Locale.ROOT)))
                .filter(company::follows);
        known.ifPresent(person -> {
            tx.company().follow(person.subject(), told.subject());
            LOG.info("{} goes on by another issuer of the company's sign-in.", person.name());
        });
        return known.map(person -> new CompanyPerson(told.subject(), person.name(), person.groups(), person.seenAt()));
    }

    private static CompanyPerson stale(CompanyPerson known, Told told) {
        List<String> both =
                told.groups().stream().filter(known.groups()::contains).toList();
        return new CompanyPerson(known.subject(), known.name(), both, known.seenAt());
    }

    /** Whether nobody has that name yet: two people by one name would be one in the log. */
    private boolean free(Tx tx, String name, Instant now) {
        return COMPANY_NAME.matcher(name).matches()
                && !name.startsWith(Webhook.USER)
                && !isSettled(name)
                && tx.company().named(name).isEmpty()
                && tx.tokens().list().stream()
                        .noneMatch(token -> token.stands(now) && token.name().equalsIgnoreCase(name))
                && tx.users().list().stream()
                        .noneMatch(user -> user.stands() && user.name().equalsIgnoreCase(name));
    }

    /** Nobody where the settings give that name to somebody, or no role to their groups. */
    Optional<Person> person(CompanyPerson known) {
        if (isSettled(known.name())) return Optional.empty();
        return access.company().flatMap(company -> company.person(known));
    }

    /** Who vouches for people besides the settings and ourselves. */
    Optional<IdentityProvider> provider() {
        return access.company().map(Company::provider);
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
