package io.ratchet.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What an administrator gives somebody, as a body says it: {@code name}, {@code roles} and perhaps {@code sites}.
 *
 * @param body the whole of it
 */
record Granted(String name, List<String> roles, List<String> sites, JsonNode body) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    /** @throws IllegalArgumentException with one sentence on what is wrong */
    static Granted read(byte[] body) {
        String name = Answers.required(body, "name");
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException(
                    "'name' must be 1 to 63 of a-z, 0-9, dot, underscore and hyphen, and begin with a letter or digit.");
        if (name.startsWith(Webhook.USER))
            throw new IllegalArgumentException(
                    "Names that begin with '" + Webhook.USER + "' are those of webhooks; take another one.");
        JsonNode given = parsed(body);
        List<String> roles = words(given, "roles");
        if (roles.isEmpty() || !Role.byWire().keySet().containsAll(roles))
            throw new IllegalArgumentException("'roles' must name at least one of "
                    + String.join(", ", new TreeSet<>(Role.byWire().keySet())) + ".");
        return new Granted(name, roles, words(given, "sites"), given);
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return Json.parse(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is not JSON.", e);
        }
    }

    private static List<String> words(JsonNode given, String field) {
        JsonNode list = given.path(field);
        if (list.isMissingNode() || list.isNull()) return List.of();
        List<String> words = new ArrayList<>();
        for (JsonNode word : list) if (word.isTextual()) words.add(word.asText());
        // One word in place of a list would else be none, and no site is every site.
        if (!list.isArray() || words.size() != list.size())
            throw new IllegalArgumentException("'" + field + "' must be a list of words, such as [\"one\"].");
        return words;
    }
}
