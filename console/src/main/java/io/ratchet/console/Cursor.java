package io.ratchet.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a page of a list ends, as an address carries it: nobody need know what is in it. */
final class Cursor {
    private Cursor() {}

    /** @param parts what the list is sorted by, of the last one of the page */
    static String text(Object... parts) {
        ArrayNode texts = Json.mapper().createArrayNode();
        for (Object part : parts) texts.add(part.toString());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.line(texts).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The place behind which to go on; null where none is named.
     *
     * @param parts how many it has
     * @param place made of them
     * @throws IllegalArgumentException when it is none of ours
     */
    static <T> @Nullable T of(String after, int parts, Function<List<String>, T> place) {
        if (after.isEmpty()) return null;
        try {
            JsonNode read = Json.parse(new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8));
            List<String> texts = new ArrayList<>();
            for (JsonNode part : read) texts.add(part.asText());
            if (!read.isArray() || texts.size() != parts)
                throw new IllegalArgumentException("it has " + texts.size() + " parts");
            return place.apply(texts);
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("'after' is none that a page of this list was answered with.", e);
        }
    }
}
