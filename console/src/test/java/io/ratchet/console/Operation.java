package io.ratchet.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One operation of the REST interface, as {@code openapi/operations.txt} has it.
 *
 * @param method in capitals
 * @param path with its variables in braces
 * @param answer a document of docs/schema, {@code lines} of such, a media type, or {@code nothing}
 * @param body of bodies.json, a media type, or empty where none is taken
 * @param summary one line
 */
record Operation(String method, String path, String answer, String body, String summary) {
    private static final String LINES = "lines ";

    static List<Operation> all() {
        return resource("operations.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(Operation::read)
                .toList();
    }

    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Operation.class.getResourceAsStream("/openapi/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operation read(String line) {
        String[] cells = line.split("\\|");
        String[] asked = cells[0].strip().split(" +");
        return new Operation(asked[0], asked[1], cells[1].strip(), cells[2].strip(), cells[3].strip());
    }

    String key() {
        return method + " " + path;
    }

    /** The same for as long as method and path are, such as {@code postQueuePutOff}. */
    String id() {
        StringBuilder id = new StringBuilder(method.toLowerCase(Locale.ROOT));
        for (String part : path.substring("/api/v1".length()).split("[^A-Za-z0-9]+"))
            if (!part.isEmpty())
                id.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
        return id.toString();
    }

    /** 204 where nothing is answered. */
    int status() {
        return answer.equals("nothing") ? 204 : 200;
    }

    /** Empty where nothing is answered. */
    String media() {
        if (status() == 204) return "";
        if (answer.startsWith(LINES)) return "application/x-ndjson";
        return answer.contains("/") ? answer : "application/json";
    }

    /** The document that is answered, once or in each line; empty where it is none of ours. */
    String document() {
        if (status() == 204 || answer.contains("/")) return "";
        return answer.startsWith(LINES) ? answer.substring(LINES.length()) : answer;
    }

    String bodyMedia() {
        return body.contains("/") ? body : "application/json";
    }
}
