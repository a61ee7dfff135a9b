package io.ratchet.routes.intake;

import org.jspecify.annotations.Nullable;

/**
 * One message of a topic, its bytes untouched.
 *
 * @param value null: a tombstone, which says nothing
 * @param key null: it has none
 */
public record FactsMessage(String topic, int partition, long offset, byte @Nullable [] value, byte @Nullable [] key) {
    /** Without a key. */
    public FactsMessage(String topic, int partition, long offset, byte @Nullable [] value) {
        this(topic, partition, offset, value, null);
    }

    /** Where it stood, for people: it is known again by its bytes alone. */
    String name() {
        return "kafka:" + topic + "/" + partition + "/" + offset;
    }
}
