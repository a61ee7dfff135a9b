package io.ratchet.routes.intake;

import org.jspecify.annotations.Nullable;

/**
 * One message of a topic, its bytes untouched.
 *
 * @param value null: a tombstone, which says nothing
 */
public record FactsMessage(String topic, int partition, long offset, byte @Nullable [] value) {
    /** Where it stood, for people: it is known again by its bytes alone. */
    String name() {
        return "kafka:" + topic + "/" + partition + "/" + offset;
    }
}
