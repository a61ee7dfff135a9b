package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.console.ConsolePorts.Order;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.store.Tx;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.RemediationJson;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The queue and everything that became of it, for programs. An approval must name the plan that was looked at. */
@RestController
@RequestMapping("/api/v1")
final class RemediationApi {
    private final ConsolePorts ports;

    RemediationApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** What is waiting for approval, each with the decisions that led to it. */
    @GetMapping("/queue")
    ResponseEntity<byte[]> queue() {
        ObjectNode answer = Json.object().put("schema", "ratchet.queue/1");
        ArrayNode entries = answer.putArray("entries");
        ports.store()
                .run(tx -> remediations(tx, State.PROPOSED).forEach(waiting -> {
                    ObjectNode entry = entries.addObject();
                    entry.set("remediation", RemediationJson.write(waiting));
                    ArrayNode decisions = entry.putArray("decisions");
                    QueueReasons.of(tx, waiting).forEach(decision -> decisions.add(DecisionJson.write(decision)));
                }));
        return Answers.json(answer);
    }

    /** All of them, oldest proposal first, or those in one state. */
    @GetMapping("/remediations")
    ResponseEntity<byte[]> remediations(@RequestParam(defaultValue = "") String state) {
        List<Remediation> found =
                ports.store().transact(tx -> state.isEmpty() ? remediations(tx) : remediations(tx, state(state)));
        ObjectNode answer = Json.object().put("schema", "ratchet.remediations/1");
        ArrayNode shown = answer.putArray("remediations");
        found.forEach(remediation -> shown.add(RemediationJson.write(remediation)));
        return Answers.json(answer);
    }

    @GetMapping("/remediations/{id}")
    ResponseEntity<byte[]> remediation(@PathVariable String id) {
        return ports.store()
                .transact(tx -> tx.remediations().find(id))
                .map(seen -> Answers.json(RemediationJson.write(seen.remediation())))
                .orElseThrow(
                        () -> FailureException.of(FailureCode.ID_UNKNOWN, "There is no remediation '" + id + "'."));
    }

    @PostMapping("/remediations/{id}/approve")
    ResponseEntity<byte[]> approve(
            @PathVariable String id, @RequestBody byte[] body, @RequestAttribute(AccessFilter.USER) String user) {
        String planHash = Answers.required(body, "planHash");
        return Answers.json(RemediationJson.write(ports.approvals().approve(id, planHash, "user:" + user)));
    }

    @PostMapping("/remediations/{id}/reject")
    ResponseEntity<byte[]> reject(
            @PathVariable String id, @RequestBody byte[] body, @RequestAttribute(AccessFilter.USER) String user) {
        String reason = Answers.required(body, "reason");
        return Answers.json(RemediationJson.write(ports.approvals().reject(id, "user:" + user, reason)));
    }

    @PostMapping("/remediations/{id}/retry")
    ResponseEntity<byte[]> retry(
            @PathVariable String id, @RequestBody byte[] body, @RequestAttribute(AccessFilter.USER) String user) {
        return order(Order.RETRY, id, body, user);
    }

    @PostMapping("/remediations/{id}/defer")
    ResponseEntity<byte[]> defer(
            @PathVariable String id, @RequestBody byte[] body, @RequestAttribute(AccessFilter.USER) String user) {
        return order(Order.DEFER, id, body, user);
    }

    @PostMapping("/remediations/{id}/cancel")
    ResponseEntity<byte[]> cancel(
            @PathVariable String id, @RequestBody byte[] body, @RequestAttribute(AccessFilter.USER) String user) {
        return order(Order.CANCEL, id, body, user);
    }

    private ResponseEntity<byte[]> order(Order order, String id, byte[] body, String user) {
        String reason = Answers.required(body, "reason");
        return Answers.json(RemediationJson.write(ports.approvals().order(order, id, "user:" + user, reason)));
    }

    private static State state(String name) {
        return State.ofWire(name)
                .orElseThrow(() -> FailureException.of(
                        FailureCode.ID_UNKNOWN,
                        "There is no state '" + name + "'; there are "
                                + Arrays.stream(State.values()).map(State::wire).collect(Collectors.joining(", "))
                                + "."));
    }

    private static List<Remediation> remediations(Tx tx, State... states) {
        return tx.remediations().list(states).stream()
                .<Remediation>map(seen -> seen.remediation())
                .toList();
    }
}
