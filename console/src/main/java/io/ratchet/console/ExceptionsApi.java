package io.ratchet.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.routes.exceptions.ExceptionDesk;
import io.ratchet.store.Exceptions.Entry;
import io.ratchet.store.Exceptions.Order;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Exceptions for programs: {@code ratchet.exceptions/1}. */
@RestController
@RequestMapping("/api/v1/exceptions")
final class ExceptionsApi {
    private final ConsolePorts ports;
    private final ExceptionWords words;

    ExceptionsApi(ConsolePorts ports) {
        this.ports = ports;
        this.words = new ExceptionWords(ports);
    }

    /** Those that were asked for here, the latest first, page by page, and those that the profile's file says. */
    @GetMapping
    ResponseEntity<byte[]> exceptions(
            @RequestParam(defaultValue = "1000") String limit, @RequestParam(defaultValue = "") String after) {
        int most = Answers.limit(limit);
        List<Entry> found = ports.books().exceptions().page(Order.NEWEST, ExceptionPlaces.of(after), most + 1);
        List<Entry> shown = found.subList(0, Math.min(found.size(), most));
        Optional<String> next = found.size() <= most
                ? Optional.empty()
                : Optional.of(
                        "/api/v1/exceptions?limit=" + most + "&after=" + ExceptionPlaces.text(shown.get(most - 1)));
        ObjectNode answer = ports.books().exceptions().json(shown);
        for (JsonNode row : answer.withArray("exceptions"))
            ((ObjectNode) row).put("version", version((ObjectNode) row));
        return Answers.page(answer, next);
    }

    /** One that was asked for here, with the version that a change may name by {@code If-Match}. */
    @GetMapping("/{id}")
    ResponseEntity<byte[]> exception(@PathVariable String id) {
        return said(ports.books().exceptions().find(id));
    }

    /** That its day is over changes nothing that anybody has said. */
    private static String version(ObjectNode row) {
        return IfMatch.version(row, "over");
    }

    private String version(Entry entry) {
        return version(ports.books().exceptions().json(entry));
    }

    /**
     * Asks for one: {@code asset}, {@code goal}, {@code owner}, {@code reason}, {@code until} (its last day),
     * {@code compensatingControl} and, for people, {@code clearedBy}.
     */
    @PostMapping
    ResponseEntity<byte[]> ask(@RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        return said(words.ask(fields(body), person));
    }

    @PostMapping("/{id}/approve")
    ResponseEntity<byte[]> approve(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.PERSON) Person person) {
        unchanged(id, ifMatch);
        return said(words.say("approve", id, fields(body), person));
    }

    @PostMapping("/{id}/reject")
    ResponseEntity<byte[]> reject(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.PERSON) Person person) {
        unchanged(id, ifMatch);
        return said(words.say("reject", id, fields(body), person));
    }

    /** Asks that one that stands goes on until a later day: {@code until} and {@code reason}. */
    @PostMapping("/{id}/renew")
    ResponseEntity<byte[]> renew(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.PERSON) Person person) {
        unchanged(id, ifMatch);
        return said(words.say("renew", id, fields(body), person));
    }

    @PostMapping("/{id}/end")
    ResponseEntity<byte[]> end(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.PERSON) Person person) {
        unchanged(id, ifMatch);
        return said(words.say("end", id, fields(body), person));
    }

    /** Whatever is said of one afterwards is taken only in the state that was looked at. */
    private void unchanged(String id, String ifMatch) {
        IfMatch.holds(
                ifMatch,
                "Exception " + id,
                () -> Optional.of(version(ports.books().exceptions().find(id))));
    }

    private ResponseEntity<byte[]> said(Entry entry) {
        ObjectNode answer = Json.object().put("schema", ExceptionDesk.SCHEMA);
        answer.putArray("exceptions").add(ports.books().exceptions().json(entry).put("version", version(entry)));
        return Answers.versioned(answer, version(entry));
    }

    private static UnaryOperator<String> fields(byte[] body) {
        try {
            JsonNode given = Json.parse(new String(body, StandardCharsets.UTF_8));
            return name -> given.path(name).asText("");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is not JSON.", e);
        }
    }
}
