package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.wire.Json;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who sends, who answers, and by which settings, for programs. */
@RestController
@RequestMapping("/api/v1")
final class ConnectionsApi {
    private final ConsolePorts ports;

    ConnectionsApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * {@code ratchet.connections/1}: each source, host group, ticket system and receiver; when it last answered, and
     * how not.
     */
    @GetMapping("/connections")
    ResponseEntity<byte[]> connections() {
        return Answers.json(Connections.now(ports).json());
    }

    /** {@code ratchet.settings/1}: what the server runs by; secrets as references only. */
    @GetMapping("/settings")
    ResponseEntity<byte[]> settings() {
        ObjectNode answer = Json.object().put("schema", "ratchet.settings/1");
        ArrayNode sections = answer.putArray("sections");
        for (SettingsInForce.Section section : ShownSettings.of(ports)) {
            ArrayNode lines = sections.addObject().put("name", section.name()).putArray("lines");
            section.lines()
                    .forEach(line -> lines.addObject().put("key", line.key()).put("value", line.value()));
        }
        return Answers.json(answer);
    }
}
