package io.ratchet.console;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The rule book in force, for programs. */
@RestController
@RequestMapping("/api/v1/rules")
final class RulesApi {
    private final ConsolePorts ports;

    RulesApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** {@code ratchet.rules/1}: every rule with what it rests on. */
    @GetMapping
    ResponseEntity<byte[]> rules() {
        return Answers.json(ports.explainer().shelf().list());
    }

    /** {@code ratchet.rule/1}: one with its sources, its text and its cases; by its id or the beginning of it. */
    @GetMapping("/{id}")
    ResponseEntity<byte[]> rule(@PathVariable String id) {
        return Answers.json(ports.explainer().shelf().one(id));
    }
}
