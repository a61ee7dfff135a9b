package io.ratchet.console;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who has signed in with a browser. A session stands for a token and lives no longer than it. Kept in memory only:
 * after a restart people sign in again.
 */
final class Sessions {
    static final Duration LASTS = Duration.ofHours(12);
    private static final int MOST = 1000;
    private static final int ID_BYTES = 32;

    private record Session(String tokenHash, Instant ends) {}

    private final People people;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> byId = new LinkedHashMap<>();

    Sessions(People people, Clock clock) {
        this.people = people;
        this.clock = clock;
    }

    synchronized String begin(String tokenHash) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        byId.values().removeIf(session -> !session.ends().isAfter(now));
        if (byId.size() >= MOST) dropOldest();
        byId.put(Access.hash(id), new Session(tokenHash, now.plus(LASTS)));
        return id;
    }

    Optional<Person> person(String id) {
        return token(id).flatMap(people::byHash);
    }

    private synchronized Optional<String> token(String id) {
        return Optional.ofNullable(byId.get(Access.hash(id)))
                .filter(session -> session.ends().isAfter(clock.instant()))
                .map(Session::tokenHash);
    }

    synchronized void end(String id) {
        byId.remove(Access.hash(id));
    }

    private void dropOldest() {
        Iterator<String> oldest = byId.keySet().iterator();
        oldest.next();
        oldest.remove();
    }
}
