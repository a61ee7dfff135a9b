package io.ratchet.console;

import io.ratchet.routes.queue.CohortDesk;
import io.ratchet.routes.queue.CohortDesk.Looked;
import io.ratchet.routes.queue.CohortDesk.Outcome;
import io.ratchet.routes.queue.CohortDesk.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The words that people say on what waits for approval, on one plan or on thousands. */
@Controller
final class QueueWords {
    private static final int HASH = 64;
    private static final String EVERY = "*";

    private final ConsolePorts ports;

    QueueWords(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * @param word {@code approve}, {@code reject} or {@code put-off}
     * @param whole {@code cohort:digest} for all of a cohort that the filter leaves, {@code *:digest} for all of every
     *     cohort
     * @param plan {@code id:hash} for one plan
     * @param days for how long it is put off
     */
    @PostMapping("/queue/say/{word:approve|reject|put-off}")
    String say(
            @PathVariable String word,
            @RequestParam(defaultValue = "") List<String> whole,
            @RequestParam(defaultValue = "") List<String> plan,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "1") int days,
            @RequestParam(defaultValue = "/queue") String back,
            @ModelAttribute QueueFilter filter,
            @RequestAttribute(AccessFilter.PERSON) Person person) {
        Instant now = ports.clock().instant();
        List<Selection> selections = selections(whole, plan, filter, now);
        CohortDesk.Actor by = actor(person);
        String id = UUID.randomUUID().toString();
        Outcome outcome = switch (word) {
            case "approve" -> ports.cohorts().approve(id, selections, reason, by);
            case "reject" -> ports.cohorts().reject(id, selections, Reasons.given(reason), by);
            default ->
                ports.cohorts().putOff(id, selections, now.plus(Duration.ofDays(days)), Reasons.given(reason), by);
        };
        return "redirect:" + LocalPath.saying(LocalPath.of(back, "/queue"), outcome.id());
    }

    /** @param reason what is said; the field is that of the words which need a reason */
    @PostMapping("/queue/say/comment")
    String comment(
            @RequestParam(defaultValue = "") List<String> whole,
            @RequestParam(defaultValue = "") List<String> plan,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "/queue") String back,
            @ModelAttribute QueueFilter filter,
            @RequestAttribute(AccessFilter.PERSON) Person person) {
        List<Selection> selections =
                selections(whole, plan, filter, ports.clock().instant());
        Outcome outcome = ports.cohorts().comment(UUID.randomUUID().toString(), selections, reason, actor(person));
        return "redirect:" + LocalPath.saying(LocalPath.of(back, "/queue"), outcome.id());
    }

    /** What is ticked. */
    private static List<Selection> selections(List<String> whole, List<String> plan, QueueFilter filter, Instant now) {
        List<Selection> selections = new ArrayList<>();
        for (String one : whole) if (!one.isBlank()) selections.add(whole(one, filter, now));
        List<Looked> listed = plan.stream()
                .filter(one -> !one.isBlank())
                .map(QueueWords::looked)
                .toList();
        if (!listed.isEmpty()) selections.add(new Selection.Listed(listed));
        if (selections.isEmpty()) throw new IllegalArgumentException("Nothing was selected; tick what is meant first.");
        return selections;
    }

    @PostMapping("/queue/undo")
    String undo(
            @RequestParam String said,
            @RequestParam(defaultValue = "/queue") String back,
            @RequestAttribute(AccessFilter.PERSON) Person person) {
        ports.cohorts().undo(said, actor(person));
        return "redirect:" + LocalPath.saying(LocalPath.of(back, "/queue"), said);
    }

    /** As whom somebody acts, and where. */
    private static CohortDesk.Actor actor(Person person) {
        return new CohortDesk.Actor("user:" + person.name(), person::actsAt);
    }

    private static Selection whole(String text, QueueFilter filter, Instant now) {
        int cut = text.indexOf(':');
        String cohort = text.substring(0, Math.max(cut, 0));
        if ((cut != HASH && !cohort.equals(EVERY)) || text.length() - cut - 1 != HASH)
            throw new IllegalArgumentException("'whole' names no cohort and its digest: '" + text + "'.");
        return new Selection.Whole(filter.filter(cohort.equals(EVERY) ? null : cohort, now), text.substring(cut + 1));
    }

    private static Looked looked(String text) {
        int cut = text.lastIndexOf(':');
        if (cut < 1 || text.length() - cut - 1 != HASH)
            throw new IllegalArgumentException("'plan' names no remediation and its plan's hash: '" + text + "'.");
        return new Looked(text.substring(0, cut), text.substring(cut + 1));
    }

    @PostMapping("/remediations/{id}/approve")
    String approve(
            @PathVariable String id,
            @RequestParam String planHash,
            @RequestParam(defaultValue = "") String back,
            @RequestAttribute(AccessFilter.USER) String user) {
        ports.approvals().approve(id, planHash, "user:" + user);
        return "redirect:" + LocalPath.of(back, "/queue");
    }

    @PostMapping("/remediations/{id}/break-glass")
    String breakGlass(
            @PathVariable String id,
            @RequestParam String planHash,
            @RequestParam String reason,
            @RequestAttribute(AccessFilter.USER) String user) {
        ports.approvals().breakGlass(id, planHash, "user:" + user, Reasons.given(reason));
        return "redirect:/remediations/" + id;
    }

    @PostMapping("/remediations/{id}/reject")
    String reject(
            @PathVariable String id,
            @RequestParam @Nullable String reason,
            @RequestParam(defaultValue = "") String back,
            @RequestAttribute(AccessFilter.USER) String user) {
        ports.approvals().reject(id, "user:" + user, reason == null ? "" : reason);
        return "redirect:" + LocalPath.of(back, "/queue");
    }

    @PostMapping("/remediations/{id}/comment")
    String comment(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String text,
            @RequestAttribute(AccessFilter.USER) String user) {
        ports.approvals().comment(id, "user:" + user, text);
        return "redirect:/remediations/" + id;
    }
}
