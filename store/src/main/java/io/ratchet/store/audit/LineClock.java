package io.ratchet.store.audit;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches that the lines never step back in time and that none is later than the head. */
final class LineClock {
    private final @Nullable Instant end;
    private @Nullable Instant last;

    LineClock(@Nullable Instant end) {
        this.end = end;
    }

    /** What is wrong with the next line's time, in one sentence. */
    Optional<String> tick(@Nullable Instant at) {
        if (at == null) return Optional.empty();
        Instant before = last;
        last = at;
        if (before != null && at.isBefore(before))
            return Optional.of("The line is of " + at + ", earlier than the line above it (" + before + ").");
        if (end != null && at.isAfter(end))
            return Optional.of("The line is of " + at + ", later than the signed head (" + end + ").");
        return Optional.empty();
    }
}
