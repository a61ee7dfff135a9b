package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.night.NightReport;
import io.ratchet.wire.Json;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The orders that nothing more is changed: everywhere, at a site, in one run. */
@RestController
@RequestMapping("/api/v1/stops")
final class StopApi {
    private final ConsolePorts ports;

    StopApi(ConsolePorts ports) {
        this.ports = ports;
    }

    @GetMapping
    ResponseEntity<byte[]> stops() {
        return Answers.json(standing());
    }

    /** Orders a stop; answers with all that stand. */
    @PostMapping
    ResponseEntity<byte[]> stop(
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        unchanged(body, ifMatch);
        ports.approvals().stop(Answers.required(body, "scope"), "user:" + user, Answers.required(body, "reason"));
        return Answers.json(standing());
    }

    /** Lifts a stop; answers with all that still stand. */
    @PostMapping("/lift")
    ResponseEntity<byte[]> lift(
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        unchanged(body, ifMatch);
        ports.approvals().lift(Answers.required(body, "scope"), "user:" + user, Answers.required(body, "reason"));
        return Answers.json(standing());
    }

    private ObjectNode standing() {
        ObjectNode answer = Json.object().put("schema", "ratchet.stops/1");
        ArrayNode stops = answer.putArray("stops");
        ports.approvals()
                .stops()
                .forEach(stop -> stops.add(NightReport.json(stop).put("version", version(stop))));
        return answer;
    }

    private static String version(Stop stop) {
        return IfMatch.version(NightReport.json(stop));
    }

    private void unchanged(byte[] body, String ifMatch) {
        String scope = Answers.required(body, "scope");
        IfMatch.holds(
                ifMatch,
                "The stop " + scope,
                () -> ports.approvals().stops().stream()
                        .filter(stop -> stop.scope().equals(scope))
                        .map(StopApi::version)
                        .findFirst());
    }
}
