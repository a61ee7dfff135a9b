package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What came back from whatever listens at the server's address, which need not be Ratchet. */
record ServerAnswer(HttpRequest request, int status, HttpHeaders headers, byte[] body) {
    private static final Pattern NEXT = Pattern.compile("<(/[^/>][^>]*)>; rel=\"next\"");

    /**
     * The answer of a request that was carried out.
     *
     * @throws Refusal when it was not, or when something else than Ratchet answered
     */
    JsonNode json() {
        if (status / 100 != 2) throw refused();
        if (body.length == 0) return JsonNodeFactory.instance.objectNode();
        return document().orElseThrow(this::stranger);
    }

    /** Where the next page of a list is (RFC 8288), within the server; empty behind the last. */
    Optional<String> next() {
        return headers.firstValue("Link")
                .map(NEXT::matcher)
                .filter(Matcher::matches)
                .map(link -> link.group(1));
    }

    /** The server's own sentence; where it has none, what the status means. */
    Refusal refused() {
        Optional<String> detail =
                document().map(problem -> problem.path("detail").asText("")).filter(text -> !text.isEmpty());
        if (detail.isPresent()) return of(detail.get());
        if (status / 100 == 3)
            return of(server() + " sends elsewhere ("
                    + headers.firstValue("Location").orElse("it does not say where")
                    + "); give --server the address of Ratchet itself.");
        if (status == 401)
            return of(server() + " wants a token and says nothing more; set RATCHET_TOKEN, and check the address.");
        if (status == 502 || status == 503 || status == 504)
            return of("Something before the server answers for it at " + server() + " (" + status
                    + "): it is not running, or cannot be reached from there.");
        return stranger();
    }

    private Refusal of(String sentence) {
        return status / 100 == 5 ? Refusal.notAsWished(sentence) : Refusal.couldNotStart(sentence);
    }

    private Refusal stranger() {
        return of("What answers at " + server() + " is not Ratchet (status " + status + ", "
                + headers.firstValue("Content-Type").orElse("no content type") + "); check address and port.");
    }

    private Optional<JsonNode> document() {
        if (!headers.firstValue("Content-Type").orElse("").contains("json")) return Optional.empty();
        try {
            return Optional.of(Json.mapper().readTree(body));
        } catch (IOException e) {
            return Optional.empty(); // it says JSON and is none: no answer of Ratchet's
        }
    }

    private ServerAddress server() {
        return ServerAddress.of(request.uri());
    }
}
