package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.routes.night.NightReport;
import io.ratchet.routes.report.NightHtml;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The night for programs: its plan and report, and the breakers and quarantines that stand. */
@RestController
@RequestMapping("/api/v1")
final class NightApi {
    private final ConsolePorts ports;

    NightApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** {@code ratchet.night/1}; without a moment as of now. */
    @GetMapping("/night")
    ResponseEntity<byte[]> night(@RequestParam(defaultValue = "") String at) {
        return Answers.json(ports.nights().at(at.isEmpty() ? ports.clock().instant() : moment(at)));
    }

    /** The same as one HTML file that needs nothing else; without a moment as of now. */
    @GetMapping("/night/report")
    ResponseEntity<byte[]> report(@RequestParam(defaultValue = "") String at) {
        ObjectNode night = ports.nights().at(at.isEmpty() ? ports.clock().instant() : moment(at));
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"ratchet-night.html\"")
                .body(NightHtml.page(night).getBytes(StandardCharsets.UTF_8));
    }

    @GetMapping("/brakes")
    ResponseEntity<byte[]> brakes() {
        return Answers.json(standing());
    }

    /** Closes a breaker or ends a quarantine; answers with all that still stand. */
    @PostMapping("/brakes/release")
    ResponseEntity<byte[]> release(
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        String scope = Answers.required(body, "scope");
        IfMatch.holds(
                ifMatch,
                "The brake " + scope,
                () -> ports.nights().brakes().stream()
                        .filter(brake -> brake.scope().equals(scope))
                        .map(NightApi::version)
                        .findFirst());
        ports.nights().release(scope, "user:" + user, Answers.required(body, "reason"));
        return Answers.json(standing());
    }

    private ObjectNode standing() {
        ObjectNode answer = Json.object().put("schema", "ratchet.brakes/1");
        ArrayNode brakes = answer.putArray("brakes");
        ports.nights()
                .brakes()
                .forEach(brake -> brakes.add(NightReport.json(brake).put("version", version(brake))));
        return answer;
    }

    private static String version(Brake brake) {
        return IfMatch.version(NightReport.json(brake));
    }

    private static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'at' must be a time such as 2018-09-20T22:00:00Z, not '" + text + "'.", e);
        }
    }
}
