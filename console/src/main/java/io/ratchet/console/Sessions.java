package io.ratchet.console;

import io.ratchet.store.BrowserSessions.BrowserSession;
import io.ratchet.store.CompanyPeople.CompanyPerson;
import io.ratchet.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Who has signed in with a browser. A session stands for a token, for a person with a password or for one whom the
 * company's sign-in vouched for, and is worth no more than these are at the moment. It is kept in the store: whichever
 * server of a database is asked knows it, and so does the next start.
 */
final class Sessions {
    static final Duration LASTS = Duration.ofHours(12);

    /** What a session of a person with a password stands for begins so. */
    static final String USER = "user:";

    /** What a session of somebody whom the company's sign-in vouched for stands for begins so; the subject follows. */
    static final String COMPANY = "company:";

    /** Of one token or person; more than these are browsers that somebody forgot. */
    static final int MOST = 20;

    private static final int ID_BYTES = 32;

    private final People people;
    private final Store store;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Sessions(People people, Store store, Clock clock) {
        this.people = people;
        this.store = store;
        this.clock = clock;
    }

    /**
     * @param standsFor the hash of a token, {@code user:NAME} of somebody with a password, or {@code company:SUBJECT}
     */
    String begin(String standsFor) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        store.run(
                tx -> tx.sessions().begin(new BrowserSession(Access.hash(id), standsFor, now, now.plus(LASTS)), MOST));
        return id;
    }

    Optional<Person> person(String id) {
        return standsFor(id).flatMap(this::behind);
    }

    /** What a session stands for that has not ended. */
    Optional<String> standsFor(String id) {
        return store.transact(tx -> tx.sessions().find(Access.hash(id)))
                .filter(session -> session.endsAt().isAfter(clock.instant()))
                .map(BrowserSession::standsFor);
    }

    private Optional<Person> behind(String standsFor) {
        if (standsFor.startsWith(COMPANY)) return people.bySubject(standsFor.substring(COMPANY.length()));
        return standsFor.startsWith(USER)
                ? people.byName(standsFor.substring(USER.length()))
                : people.byHash(standsFor);
    }

    /**
     * Ends every session of one whom the company's sign-in vouched for; returns their name where there was one.
     *
     * @param subject the issuer and its name for them
     */
    Optional<String> endAll(String subject) {
        return store.transact(tx -> tx.sessions().endAll(COMPANY + subject) == 0
                ? Optional.empty()
                : tx.company().find(subject).map(CompanyPerson::name));
    }

    void end(String id) {
        store.run(tx -> tx.sessions().end(Access.hash(id)));
    }
}
