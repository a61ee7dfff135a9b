package io.ratchet.console;

import io.ratchet.store.Exceptions.Entry;
import io.ratchet.store.Exceptions.Place;
import io.ratchet.store.Exceptions.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a page of exceptions ends, as an address carries it. */
final class ExceptionPlaces {
    private ExceptionPlaces() {}

    static String text(Entry last) {
        return Cursor.text(last.state().name(), last.at(), last.id());
    }

    /** @throws IllegalArgumentException when it is none of ours */
    static @Nullable Place of(String after) {
        return Cursor.of(
                after, 3, parts -> new Place(State.valueOf(parts.get(0)), Instant.parse(parts.get(1)), parts.get(2)));
    }
}
