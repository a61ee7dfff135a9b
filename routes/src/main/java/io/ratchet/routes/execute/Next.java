package io.ratchet.routes.execute;

import java.time.Instant;

/** What is to happen with a run after one turn. */
public sealed interface Next {
    /** Nothing more. */
    record Ended() implements Next {}

    /** Another turn, not before {@code at}. */
    record Again(Instant at) implements Next {}
}
