package io.ratchet.store;

import java.time.Instant;
import java.util.Optional;

/** Who has signed in with a browser, on whichever server of this database. */
public interface BrowserSessions {
    /**
     * One of them.
     *
     * @param hash SHA-256 of the session's id in lower-case hexadecimal
     * @param standsFor the hash of a token, or {@code user:NAME} of somebody with a password
     */
    record BrowserSession(String hash, String standsFor, Instant begunAt, Instant endsAt) {}

    /**
     * Begins one, and forgets those that have ended by its beginning, and the oldest of those that are too many.
     *
     * @param most of those that stand for the same; whoever signs in often ends nobody else's
     */
    void begin(BrowserSession session, int most);

    /** The one with this hash, whether it has ended or not. */
    Optional<BrowserSession> find(String hash);

    void end(String hash);

    /** Ends all that stand for this; returns how many. */
    int endAll(String standsFor);
}
