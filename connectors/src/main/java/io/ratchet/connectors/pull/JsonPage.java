package io.ratchet.connectors.pull;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The list in an answer, written one object a line, so that asking again for the same page gives the same bytes
 * whatever stands around the list; and the values around it, by the way to them.
 */
record JsonPage(long objects, Map<String, String> around) {
    private static final int LONGEST_VALUE = 16 << 10;
    private static final ObjectMapper MAPPER = Json.mapper();

    /**
     * @param list the names on the way to the list; none: the answer itself is the list
     * @throws PullFault when the answer is no whole JSON document or has no such list
     */
    static JsonPage read(InputStream body, Path file, List<String> list) throws IOException, PullFault {
        Map<String, String> around = new HashMap<>();
        try (JsonParser json = MAPPER.getFactory().createParser(body);
                JsonGenerator lines = MAPPER.getFactory()
                        .createGenerator(Files.newOutputStream(file), JsonEncoding.UTF8)
                        .setPrettyPrinter(new MinimalPrettyPrinter("\n"))) {
            long found = value(json, json.nextToken(), "", String.join(".", list), around, lines);
            if (found < 0 || json.nextToken() != null)
                throw PullFault.retry("It answered with something other than the list that was asked for.", null, null);
            return new JsonPage(found, around);
        } catch (JsonProcessingException e) {
            throw PullFault.retry("Its answer breaks off or is no JSON.", null, e);
        }
    }

    /** How many objects the list has; -1 where it is not below this value. */
    private static long value(
            JsonParser json, JsonToken token, String at, String list, Map<String, String> around, JsonGenerator lines)
            throws IOException {
        if (token == JsonToken.START_ARRAY && at.equals(list)) return list(json, lines);
        if (token == JsonToken.START_ARRAY) json.skipChildren();
        if (token != null && token.isScalarValue()) {
            String text = json.getText();
            if (text.length() <= LONGEST_VALUE && around.size() < 100) around.put(at, text);
        }
        if (token != JsonToken.START_OBJECT) return -1;
        long found = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = at.isEmpty() ? json.currentName() : at + "." + json.currentName();
            found = Math.max(found, value(json, json.nextToken(), name, list, around, lines));
        }
        return found;
    }

    private static long list(JsonParser json, JsonGenerator lines) throws IOException {
        long objects = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            lines.copyCurrentStructure(json);
            objects++;
        }
        return objects;
    }

    String value(String name) {
        return around.getOrDefault(name, "");
    }
}
