package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.Sha256;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** Refuses a change of something that is not what the sender saw last (RFC 9110, 13.1.1). */
final class IfMatch {
    private static final int SHORT = 16;

    private IfMatch() {}

    /**
     * @param ifMatch the header; empty takes any
     * @param what as a sentence begins with it, such as {@code Remediation r-1}
     * @param now its version; empty: there is no such thing any more
     * @throws ResponseStatusException PRECONDITION_FAILED
     */
    static void holds(String ifMatch, String what, Supplier<Optional<String>> now) {
        if (ifMatch.isBlank()) return;
        Optional<String> version = now.get();
        if (version.isEmpty()) throw failed(what + " does not stand any more, unlike " + ifMatch + ". Read it again.");
        String tag = tag(version.get());
        if (Arrays.stream(ifMatch.split(",")).map(String::strip).anyMatch(one -> one.equals("*") || one.equals(tag)))
            return;
        throw failed(what + " has changed since; it is " + tag + " now, not " + ifMatch + ". Read it again.");
    }

    /** As {@code ETag} and {@code If-Match} say it. */
    static String tag(String version) {
        return "\"" + version + "\"";
    }

    /**
     * The version of what keeps none: of all that is told of it.
     *
     * @param passing what changes by itself, of the row or of what it holds
     */
    static String version(ObjectNode row, String... passing) {
        ObjectNode lasting = row.deepCopy();
        for (String name : passing) {
            lasting.remove(name);
            lasting.forEach(part -> {
                if (part instanceof ObjectNode inner) inner.remove(name);
            });
        }
        return Sha256.hex(Json.line(lasting).getBytes(StandardCharsets.UTF_8)).substring(0, SHORT);
    }

    private static ResponseStatusException failed(String sentence) {
        return new ResponseStatusException(HttpStatus.PRECONDITION_FAILED, sentence);
    }
}
