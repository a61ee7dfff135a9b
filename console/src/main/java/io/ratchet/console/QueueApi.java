package io.ratchet.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.routes.queue.CohortDesk;
import io.ratchet.routes.queue.CohortDesk.Looked;
import io.ratchet.routes.queue.CohortDesk.Outcome;
import io.ratchet.routes.queue.CohortDesk.Selection;
import io.ratchet.store.Queue;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The queue as cohorts, for programs, and one word on many plans. A body names plans by {@code {"plans":[{"id",
 * "planHash"}]}}, or what of a cohort nothing sets apart by {@code {"cohorts":[{"cohort","digest"}]}}.
 */
@RestController
@RequestMapping("/api/v1/queue")
final class QueueApi {
    private final ConsolePorts ports;

    QueueApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** {@code ratchet.cohorts/1}, largest first. */
    @GetMapping("/cohorts")
    ResponseEntity<byte[]> cohorts(@ModelAttribute QueueFilter filter) {
        CohortDesk.Overview seen =
                ports.cohorts().overview(filter.filter(null, ports.clock().instant()));
        Map<String, CohortDesk.View> views = seen.alike().byCohort();
        ObjectNode answer = Json.object().put("schema", "ratchet.cohorts/1");
        ArrayNode shown = answer.putArray("cohorts");
        Map<String, Map<ChangeRequest.State, Long>> changes =
                ports.store().transact(tx -> tx.changes().ofCohorts());
        for (Queue.Cohort cohort : seen.cohorts())
            shown.add(json(cohort, views.get(cohort.cohort()), changes.getOrDefault(cohort.cohort(), Map.of())));
        return Answers.json(answer);
    }

    private static ObjectNode json(
            Queue.Cohort cohort, CohortDesk.@Nullable View view, Map<ChangeRequest.State, Long> changes) {
        ObjectNode node = Json.object()
                .put("cohort", cohort.cohort())
                .put("plans", cohort.plans())
                .put("sites", cohort.sites())
                .put("oldest", cohort.oldest().toString())
                .put("example", cohort.example());
        if (cohort.again() > 0) node.put("askedAgain", cohort.again());
        if (view != null) node.putObject("alike").put("plans", view.plans()).put("digest", view.digest());
        ObjectNode apart = node.putObject("apart").put("plans", cohort.apart());
        cohort.reasons()
                .forEach((reason, plans) ->
                        apart.put(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'), plans));
        if (!changes.isEmpty()) {
            ObjectNode standing = node.putObject("changes");
            changes.forEach((state, plans) -> standing.put(state.name().toLowerCase(Locale.ROOT), plans));
        }
        return node;
    }

    @PostMapping("/approve")
    ResponseEntity<byte[]> approve(@RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        JsonNode given = object(body);
        return answer(ports.cohorts()
                .approve(newId(), selections(given), given.path("reason").asText(""), actor(person)));
    }

    @PostMapping("/reject")
    ResponseEntity<byte[]> reject(@RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        JsonNode given = object(body);
        String reason = Reasons.given(given.path("reason").asText(""));
        return answer(ports.cohorts().reject(newId(), selections(given), reason, actor(person)));
    }

    /** Says something of each: {@code {"text": ..}}; nothing of them changes. */
    @PostMapping("/comment")
    ResponseEntity<byte[]> comment(@RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        JsonNode given = object(body);
        String text = given.path("text").asText("");
        return answer(ports.cohorts().comment(newId(), selections(given), text, actor(person)));
    }

    /** Asks again from {@code until} on, a time of RFC 3339. */
    @PostMapping("/put-off")
    ResponseEntity<byte[]> putOff(@RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        JsonNode given = object(body);
        String reason = Reasons.given(given.path("reason").asText(""));
        return answer(
                ports.cohorts().putOff(newId(), selections(given), moment(given.path("until")), reason, actor(person)));
    }

    /** Takes a word back: {@code {"outcome": its id}}. */
    @PostMapping("/undo")
    ResponseEntity<byte[]> undo(@RequestBody byte[] body, @RequestAttribute(AccessFilter.PERSON) Person person) {
        return answer(ports.cohorts().undo(Answers.required(body, "outcome"), actor(person)));
    }

    private static CohortDesk.Actor actor(Person person) {
        return new CohortDesk.Actor("user:" + person.name(), person::actsAt);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private List<Selection> selections(JsonNode given) {
        Instant now = ports.clock().instant();
        List<Selection> selections = new ArrayList<>();
        for (JsonNode one : given.path("cohorts"))
            selections.add(new Selection.Whole(
                    Queue.Filter.all(now).of(text(one, "cohort"), Queue.Part.ALIKE), text(one, "digest")));
        List<Looked> plans = new ArrayList<>();
        for (JsonNode one : given.path("plans")) plans.add(new Looked(text(one, "id"), text(one, "planHash")));
        if (!plans.isEmpty()) selections.add(new Selection.Listed(plans));
        if (selections.isEmpty())
            throw new IllegalArgumentException(
                    "The body must name 'plans' by id and planHash, or 'cohorts' by cohort and digest.");
        return selections;
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.textValue().isBlank())
            throw new IllegalArgumentException("Each entry needs the text '" + field + "'.");
        return value.textValue();
    }

    private static Instant moment(JsonNode until) {
        try {
            return OffsetDateTime.parse(until.asText("")).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'until' must be a time such as 2018-09-21T06:00:00Z.", e);
        }
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode given = Json.parse(new String(body, StandardCharsets.UTF_8));
            if (given.isObject()) return given;
            throw new IllegalArgumentException("The body must be a JSON object.");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is not JSON.", e);
        }
    }

    /** {@code ratchet.outcome/1}: what was done, and what is to be looked at again. */
    private static ResponseEntity<byte[]> answer(Outcome outcome) {
        ObjectNode answer = Json.object()
                .put("schema", "ratchet.outcome/1")
                .put("id", outcome.id())
                .put("word", outcome.word().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("by", outcome.by())
                .put("at", outcome.at().toString());
        ArrayNode done = answer.putArray("done");
        outcome.done().forEach(done::add);
        ArrayNode left = answer.putArray("left");
        outcome.left()
                .forEach(one -> left.addObject()
                        .put("remediation", one.id())
                        .put("asset", one.asset())
                        .put("because", one.because()));
        return Answers.json(answer);
    }
}
