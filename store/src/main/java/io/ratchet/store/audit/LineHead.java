package io.ratchet.store.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The little of a line that the check reads; null where it cannot be read. */
record LineHead(
        @Nullable Long sequence,
        @Nullable Instant at,
        @Nullable String type,
        @Nullable String asset) {
    private static final LineHead NONE = new LineHead(null, null, null, null);

    static LineHead read(byte[] line) {
        try {
            JsonNode node = Json.mapper().readTree(line);
            if (node == null || !node.isObject()) return NONE;
            JsonNode sequence = node.path("sequence");
            return new LineHead(
                    sequence.isIntegralNumber() ? sequence.asLong() : null,
                    instant(node.path("at").asText()),
                    node.path("type").textValue(),
                    node.path("asset").textValue());
        } catch (IOException e) {
            return NONE;
        }
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
