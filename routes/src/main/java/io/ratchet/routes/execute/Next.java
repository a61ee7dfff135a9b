package io.ratchet.routes.execute;

import java.time.Instant;

/** What is to happen with a run after one turn. */
public sealed interface Next {
    /** Nothing more. */
    record Ended() implements Next {}

    /**
     * Another turn.
     *
     * @param at not before then
     * @param attempts how many attempts at the present step have failed so far
     */
    record Again(Instant at, int attempts) implements Next {}
}
