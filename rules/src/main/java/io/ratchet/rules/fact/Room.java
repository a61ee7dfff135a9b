package io.ratchet.rules.fact;

import java.util.Locale;

/** How far the software of a meeting room has come (statements 59 and 61). */
enum Room {
    DONE,
    UPDATE,
    /** Its vendor has not released what it needs. */
    AWAIT,
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As rules write it. */
    String word() {
        return word;
    }
}
