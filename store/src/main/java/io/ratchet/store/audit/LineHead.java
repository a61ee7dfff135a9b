package io.ratchet.store.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The little of a line that the check reads, out of JSON that is whole; null where it cannot be read.
 *
 * @param ofRemediation whether it names one
 * @param event whether it is certain already that the whole line can be read as an event
 */
record LineHead(
        @Nullable Long sequence,
        @Nullable Instant at,
        @Nullable String type,
        @Nullable String asset,
        boolean ofRemediation,
        boolean event) {
    private static final LineHead NONE = new LineHead(null, null, null, null, false, false);

    static LineHead read(byte[] line) {
        LineHead written = WrittenLine.head(line);
        return written == null ? parsed(line) : written;
    }

    /** As the JSON library reads it. */
    static LineHead parsed(byte[] line) {
        try (JsonParser json = Json.mapper().createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) return NONE;
            Long sequence = null;
            String at = null;
            String type = null;
            String asset = null;
            boolean ofRemediation = false;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "sequence" -> sequence = number(json, value);
                    case "at" -> at = text(json, value);
                    case "type" -> type = text(json, value);
                    case "asset" -> asset = text(json, value);
                    case "remediation" -> ofRemediation = text(json, value) != null;
                    default -> json.skipChildren();
                }
            }
            return json.nextToken() == null
                    ? new LineHead(sequence, instant(at), type, asset, ofRemediation, false)
                    : NONE;
        } catch (IOException e) {
            return NONE;
        }
    }

    private static @Nullable Long number(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT)
            return json.getBigIntegerValue().longValue();
        json.skipChildren();
        return null;
    }

    private static @Nullable String text(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) return json.getText();
        json.skipChildren();
        return null;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        if (text == null) return null;
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
