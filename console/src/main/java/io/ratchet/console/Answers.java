package io.ratchet.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.wire.CoverageJson;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** The JSON of the contract in and out of HTTP. It is written by the codecs of {@code wire} alone. */
final class Answers {
    static final int MOST = 1000;

    private Answers() {}

    static ResponseEntity<byte[]> json(JsonNode node) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(Json.line(node).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@code ratchet.receipt/1}: what became of a delivery.
     *
     * @param elsewhere so many facts of who brought it are believed less, for their host is elsewhere
     */
    static ResponseEntity<byte[]> receipt(String file, List<Coverage> coverages, long elsewhere) {
        ObjectNode answer = Json.object().put("schema", "ratchet.receipt/1").put("file", file);
        answer.put("duplicate", coverages.isEmpty());
        ArrayNode shown = answer.putArray("coverages");
        coverages.forEach(coverage -> shown.add(CoverageJson.write(coverage)));
        if (elsewhere > 0) answer.put("elsewhere", elsewhere);
        return json(answer);
    }

    /** A page of a list, and where the next one is (RFC 8288); there is none behind the last. */
    static ResponseEntity<byte[]> page(JsonNode node, Optional<String> next) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON);
        next.ifPresent(address -> answer.header("Link", "<" + address + ">; rel=\"next\""));
        return answer.body(Json.line(node).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A page of a document that holds one list.
     *
     * @param list where it stands in the document; it has one more than {@code limit} where there are more
     * @param next the address behind the last one that is shown
     */
    static ResponseEntity<byte[]> page(ObjectNode node, String list, int limit, Function<JsonNode, String> next) {
        ArrayNode items = node.withArray(list);
        if (items.size() <= limit) return page(node, Optional.empty());
        items.remove(limit);
        return page(node, Optional.of(next.apply(items.get(limit - 1))));
    }

    /** With the version that a change may name by {@code If-Match}. */
    static ResponseEntity<byte[]> versioned(JsonNode node, String version) {
        return ResponseEntity.ok()
                .eTag(IfMatch.tag(version))
                .contentType(MediaType.APPLICATION_JSON)
                .body(Json.line(node).getBytes(StandardCharsets.UTF_8));
    }

    /** How many a page is to hold, 1 to {@value #MOST}. */
    static int limit(String given) {
        try {
            int limit = Integer.parseInt(given);
            if (limit >= 1 && limit <= MOST) return limit;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'limit' must be a number from 1 to " + MOST + ", not '" + given + "'.", e);
        }
        throw new IllegalArgumentException("'limit' must be a number from 1 to " + MOST + ", not '" + given + "'.");
    }

    /**
     * A page of lines, and where the next one is.
     *
     * @param found one more than {@code limit} where there are more
     * @param next the address behind the last one that is shown
     */
    static <T> ResponseEntity<StreamingResponseBody> lines(
            List<T> found, int limit, Function<T, ObjectNode> codec, Function<T, String> next) {
        List<T> shown = found.subList(0, Math.min(found.size(), limit));
        ResponseEntity<StreamingResponseBody> lines = lines(shown, codec);
        if (found.size() <= limit) return lines;
        return ResponseEntity.ok()
                .headers(lines.getHeaders())
                .header("Link", "<" + next.apply(shown.get(limit - 1)) + ">; rel=\"next\"")
                .body(lines.getBody());
    }

    /** One line of JSON for each item, written as they are read. */
    static <T> ResponseEntity<StreamingResponseBody> lines(List<T> items, Function<T, ObjectNode> codec) {
        return linesOf(items.stream(), codec);
    }

    /** One line of JSON for each item, each made as it is written. */
    static <T> ResponseEntity<StreamingResponseBody> linesOf(Stream<T> items, Function<T, ObjectNode> codec) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_NDJSON).body(out -> {
            for (Iterator<T> left = items.iterator(); left.hasNext(); )
                out.write((Json.line(codec.apply(left.next())) + "\n").getBytes(StandardCharsets.UTF_8));
        });
    }

    /** The text under {@code field} of a JSON object. */
    static String required(byte[] body, String field) {
        try {
            JsonNode value =
                    Json.parse(new String(body, StandardCharsets.UTF_8)).path(field);
            if (value.isTextual() && !value.textValue().isBlank()) return value.textValue();
            throw new IllegalArgumentException("The body must be a JSON object with the text '" + field + "'.");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is not JSON.", e);
        }
    }
}
