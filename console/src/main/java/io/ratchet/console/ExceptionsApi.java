package io.ratchet.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.routes.exceptions.ExceptionDesk;
import io.ratchet.store.Exceptions.Entry;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
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

    /** Those that were asked for here, and those that the profile's file says. */
    @GetMapping
    ResponseEntity<byte[]> exceptions() {
        return Answers.json(ports.books().exceptions().json());
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
            @PathVariable String id, @RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        return said(words.say("approve", id, fields(body), person));
    }

    @PostMapping("/{id}/reject")
    ResponseEntity<byte[]> reject(
            @PathVariable String id, @RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        return said(words.say("reject", id, fields(body), person));
    }

    /** Asks that one that stands goes on until a later day: {@code until} and {@code reason}. */
    @PostMapping("/{id}/renew")
    ResponseEntity<byte[]> renew(
            @PathVariable String id, @RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        return said(words.say("renew", id, fields(body), person));
    }

    @PostMapping("/{id}/end")
    ResponseEntity<byte[]> end(
            @PathVariable String id, @RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        return said(words.say("end", id, fields(body), person));
    }

    private ResponseEntity<byte[]> said(Entry entry) {
        ObjectNode answer = Json.object().put("schema", ExceptionDesk.SCHEMA);
        answer.putArray("exceptions").add(ports.books().exceptions().json(entry));
        return Answers.json(answer);
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
