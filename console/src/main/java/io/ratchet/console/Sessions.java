package io.ratchet.console;

import io.ratchet.store.BrowserSessions.BrowserSession;
import io.ratchet.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Who has signed in with a browser. A session stands for a token or for a person with a password, and is worth no more
 * than these are at the moment. It is kept in the store: whichever server of a database is asked knows it, and so does
 * the next start.
 */
final class Sessions {
    static final Duration LASTS = Duration.ofHours(12);

    /** What a session of a person with a password stands for begins so. */
    static final String USER = "user:";

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

    /** @param standsFor the hash of a token, or {@code user:NAME} of somebody with a password */
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
        return store.transact(tx -> tx.sessions().find(Access.hash(id)))
                .filter(session -> session.endsAt().isAfter(clock.instant()))
                .map(BrowserSession::standsFor)
                .flatMap(this::behind);
    }

    private Optional<Person> behind(String standsFor) {
        return standsFor.startsWith(USER)
                ? people.byName(standsFor.substring(USER.length()))
                : people.byHash(standsFor);
    }

    void end(String id) {
        store.run(tx -> tx.sessions().end(Access.hash(id)));
    }
}
