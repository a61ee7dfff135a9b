package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.console.ConsolePorts.Order;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Comment;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.routes.queue.Needed;
import io.ratchet.store.Queue;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Tx;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.RemediationJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/** The queue and everything that became of it, for programs. An approval must name the plan that was looked at. */
@RestController
@RequestMapping("/api/v1")
final class RemediationApi {
    private final ConsolePorts ports;

    RemediationApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * What is waiting for approval, oldest first, each with the decisions that led to it, and with the change that its
     * site wants in its own ticket system; with a {@code limit} page by page. Without one and with nothing asked for it
     * is all that waits, put off or not.
     */
    @GetMapping("/queue")
    ResponseEntity<byte[]> queue(
            @RequestParam(defaultValue = "") String limit,
            @RequestParam(defaultValue = "") String cohort,
            @ModelAttribute QueueFilter filter) {
        if (limit.isEmpty() && cohort.isBlank() && filter.query().isEmpty())
            return Answers.json(queue(tx -> remediations(tx, State.PROPOSED)));
        int most = limit.isEmpty() ? Integer.MAX_VALUE - 1 : Answers.limit(limit);
        Queue.Filter wanted =
                filter.filter(cohort.isBlank() ? null : cohort, ports.clock().instant());
        String[] next = {""};
        ObjectNode answer = queue(tx -> {
            List<Queue.Entry> page = tx.queue().page(wanted, Queue.Order.OLDEST, filter.cursor(), most + 1);
            if (page.size() > most)
                next[0] = "/api/v1/queue"
                        + filter.after(QueueFilter.text(tx.queue().cursor(page.get(most - 1), Queue.Order.OLDEST)))
                                .query()
                        + (cohort.isBlank() ? "" : "&cohort=" + UriUtils.encode(cohort, StandardCharsets.UTF_8))
                        + "&limit=" + most;
            return page.stream()
                    .limit(most)
                    .<Remediation>map(Queue.Entry::remediation)
                    .toList();
        });
        return Answers.page(answer, Optional.of(next[0]).filter(address -> !address.isEmpty()));
    }

    private ObjectNode queue(Function<Tx, List<Remediation>> waiting) {
        ObjectNode answer = Json.object().put("schema", "ratchet.queue/1");
        ArrayNode entries = answer.putArray("entries");
        ports.store()
                .run(tx -> waiting.apply(tx).forEach(one -> {
                    ObjectNode entry = entries.addObject();
                    ObjectNode remediation = RemediationJson.write(one);
                    Previously.of(tx, one).ifPresent(before -> remediation.set("previously", before.json()));
                    entry.set("remediation", remediation);
                    if (one instanceof Remediation.Proposed still)
                        needed(entry.putObject("needed"), ports.approvals().needed(tx, still));
                    ArrayNode decisions = entry.putArray("decisions");
                    QueueReasons.of(tx, one).forEach(decision -> decisions.add(DecisionJson.write(decision)));
                    SiteChange.write(tx, ports.outlook().organisation(), one.subject(), entry);
                }));
        return answer;
    }

    private static void needed(ObjectNode node, Needed needed) {
        node.put("people", needed.people()).put("missing", needed.missing());
        ArrayNode said = node.putArray("said");
        needed.said().forEach(assent -> said.add(assent.by()));
        ArrayNode notBy = node.putArray("notBy");
        needed.notBy().forEach(notBy::add);
        node.put("broughtKnown", needed.known()).put("alone", needed.alone()).put("says", needed.sentence());
    }

    /**
     * All of them, oldest proposal first, or those in one state; with a {@code limit} page by page, newest proposal
     * first.
     */
    @GetMapping("/remediations")
    ResponseEntity<byte[]> remediations(
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String limit,
            @RequestParam(defaultValue = "") String after) {
        if (!limit.isEmpty()) return newest(state, Answers.limit(limit), after);
        List<Remediation> found =
                ports.store().transact(tx -> state.isEmpty() ? remediations(tx) : remediations(tx, state(state)));
        return Answers.json(list(found));
    }

    private ResponseEntity<byte[]> newest(String state, int limit, String after) {
        Set<State> states = state.isEmpty() ? Set.of() : Set.of(state(state));
        List<Remediation> page = ports.store()
                .transact(tx -> tx.remediations().newest(states, "", null, Ends.of(after), limit + 1).stream()
                        .<Remediation>map(seen -> seen.remediation())
                        .toList());
        List<Remediation> shown = page.subList(0, Math.min(page.size(), limit));
        Optional<String> next = page.size() <= limit
                ? Optional.empty()
                : Optional.of("/api/v1/remediations?" + (state.isEmpty() ? "" : "state=" + state + "&") + "limit="
                        + limit + "&after=" + Ends.text(shown.get(limit - 1)));
        return Answers.page(list(shown), next);
    }

    private static ObjectNode list(List<Remediation> found) {
        ObjectNode answer = Json.object().put("schema", "ratchet.remediations/1");
        ArrayNode shown = answer.putArray("remediations");
        found.forEach(remediation -> shown.add(RemediationJson.write(remediation)));
        return answer;
    }

    /** With what people said of it, and of the plan that was decided on before it. */
    @GetMapping("/remediations/{id}")
    ResponseEntity<byte[]> remediation(@PathVariable String id) {
        Versioned<Remediation> seen = find(id);
        ObjectNode answer = RemediationJson.write(seen.remediation());
        ports.store().run(tx -> {
            List<Comment> comments = tx.comments().of(id, Answers.MOST);
            if (!comments.isEmpty()) comments(answer.putArray("comments"), comments);
            Previously.of(tx, seen.remediation()).ifPresent(before -> answer.set("previously", before.json()));
        });
        return Answers.versioned(answer, String.valueOf(seen.version()));
    }

    private static void comments(ArrayNode node, List<Comment> comments) {
        comments.forEach(comment -> node.addObject()
                .put("by", comment.by())
                .put("at", comment.at().toString())
                .put("text", comment.text()));
    }

    private Versioned<Remediation> find(String id) {
        return ports.store()
                .transact(tx -> tx.remediations().find(id))
                .orElseThrow(
                        () -> FailureException.of(FailureCode.ID_UNKNOWN, "There is no remediation '" + id + "'."));
    }

    /** Refuses a change of something that is not what the sender saw last; without {@code If-Match} takes any. */
    private void unchanged(String id, String ifMatch) {
        IfMatch.holds(ifMatch, "Remediation " + id, () -> Optional.of(String.valueOf(find(id).version())));
    }

    @PostMapping("/remediations/{id}/approve")
    ResponseEntity<byte[]> approve(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        unchanged(id, ifMatch);
        String planHash = Answers.required(body, "planHash");
        return Answers.json(RemediationJson.write(ports.approvals().approve(id, planHash, "user:" + user)));
    }

    /** Allows it alone, in an emergency, although other people are needed. */
    @PostMapping("/remediations/{id}/break-glass")
    ResponseEntity<byte[]> breakGlass(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        unchanged(id, ifMatch);
        String planHash = Answers.required(body, "planHash");
        String reason = Answers.required(body, "reason");
        return Answers.json(RemediationJson.write(ports.approvals().breakGlass(id, planHash, "user:" + user, reason)));
    }

    @PostMapping("/remediations/{id}/reject")
    ResponseEntity<byte[]> reject(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        unchanged(id, ifMatch);
        String reason = Answers.required(body, "reason");
        return Answers.json(RemediationJson.write(ports.approvals().reject(id, "user:" + user, reason)));
    }

    /** Says something of it, wherever it stands; nothing else changes. */
    @PostMapping("/remediations/{id}/comment")
    ResponseEntity<byte[]> comment(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        unchanged(id, ifMatch);
        String text = Answers.required(body, "text");
        ports.approvals().comment(id, "user:" + user, text);
        return remediation(id);
    }

    @PostMapping("/remediations/{id}/retry")
    ResponseEntity<byte[]> retry(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        unchanged(id, ifMatch);
        return order(Order.RETRY, id, body, user);
    }

    @PostMapping("/remediations/{id}/defer")
    ResponseEntity<byte[]> defer(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        unchanged(id, ifMatch);
        return order(Order.DEFER, id, body, user);
    }

    @PostMapping("/remediations/{id}/cancel")
    ResponseEntity<byte[]> cancel(
            @PathVariable String id,
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        unchanged(id, ifMatch);
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
