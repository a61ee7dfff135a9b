package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.wire.Json;

/**
 * What a person should know of a report that was read, {@code ratchet.hint/1}: why nothing in it was used, or what was
 * taken in a way that may not be what was meant.
 *
 * @param hint stable word
 * @param count how often it was met
 * @param message what, and what to do
 */
public record Hint(String file, String hint, long count, String message) {
    static final String NOTHING_USED = "nothing-used";
    static final String NOT_UTF_8 = "not-utf-8";
    static final String CONTROL_CHARACTERS = "control-characters";
    static final String NO_TIME_ZONE = "no-time-zone";
    static final String NO_ANSWER = "no-answer";

    public ObjectNode json() {
        return Json.object()
                .put("schema", "ratchet.hint/1")
                .put("file", file)
                .put("hint", hint)
                .put("count", count)
                .put("message", message);
    }
}
