package io.ratchet.console;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.routes.queue.CohortDesk;
import io.ratchet.routes.queue.PlanNotes;
import io.ratchet.store.Queue;
import io.ratchet.store.Remediations.Versioned;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The queue: what is waiting for approval, as cohorts of plans that do the same. Each box carries the digest of the
 * plans it stands for, so what is approved is what was shown.
 */
@Controller
final class QueuePage {
    private static final int PER_PAGE = 25;
    private static final int CHANGES_SHOWN = 3;

    private final ConsolePorts ports;

    QueuePage(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * A cohort in the list.
     *
     * @param selection what its box stands for: those that nothing sets apart; empty where there are none
     * @param apart why some are set apart, in sentences
     * @param siteChanges where the changes stand that sites want in their ticket systems; empty where there are none
     */
    record Row(
            Queue.Cohort cohort,
            RiskCard card,
            List<ChangeText> changes,
            String selection,
            List<String> apart,
            String siteChanges,
            Moments.@Nullable Shown next) {}

    private record Found(
            Map<String, Versioned<Remediation>> examples,
            Map<String, List<Decision>> reasons,
            Map<String, PlanNotes> notes,
            List<Queue.Count> sites,
            Map<String, Map<ChangeRequest.State, Long>> changes,
            long putOff,
            long again) {}

    @GetMapping("/queue")
    String queue(
            @ModelAttribute QueueFilter filter,
            @RequestParam(defaultValue = "1") int page,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        Instant now = ports.clock().instant();
        Queue.Filter wanted = filter.filter(null, now);
        CohortDesk.Overview waits = ports.cohorts().overview(wanted);
        List<Queue.Cohort> onPage = shown(waits.cohorts(), page);
        Found found = ports.store().transact(tx -> {
            List<String> shown = onPage.stream().map(Queue.Cohort::example).toList();
            Map<String, Versioned<Remediation>> examples = tx.remediations().find(shown).stream()
                    .collect(Collectors.toMap(
                            seen -> seen.remediation().subject().id(), Function.identity()));
            Map<String, List<Decision>> reasons = examples.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> QueueReasons.of(tx, entry.getValue().remediation())));
            Map<String, PlanNotes> notes = examples.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> PlanNotes.of(
                                    tx, entry.getValue().remediation().subject().plan())));
            Queue.Filter off = new Queue.Filter("", null, null, null, null, Queue.Part.ALL, true, now);
            return new Found(
                    examples,
                    reasons,
                    notes,
                    tx.queue().sites(Queue.Filter.all(now)),
                    tx.changes().ofCohorts(),
                    tx.queue().count(off),
                    tx.queue().count(Queue.Filter.again(now)));
        });
        CohortDesk.Views views = waits.alike();
        long alike = waits.cohorts().stream().mapToLong(Queue.Cohort::alike).sum();
        List<Row> rows = onPage.stream()
                .filter(cohort -> found.examples().containsKey(cohort.example()))
                .map(cohort -> row(cohort, found, views.byCohort().get(cohort.cohort()), moments))
                .toList();
        model.addAttribute("filter", filter);
        model.addAttribute("rows", rows);
        model.addAttribute("cohorts", waits.cohorts().size());
        model.addAttribute(
                "plans", waits.cohorts().stream().mapToLong(Queue.Cohort::plans).sum());
        model.addAttribute(
                "apart", waits.cohorts().stream().mapToLong(Queue.Cohort::apart).sum());
        model.addAttribute("alike", alike);
        model.addAttribute("selection", "*:" + views.all().digest());
        model.addAttribute("sites", found.sites());
        model.addAttribute("putOff", found.putOff());
        model.addAttribute("again", found.again());
        model.addAttribute("page", page);
        model.addAttribute("pages", (waits.cohorts().size() + PER_PAGE - 1) / PER_PAGE);
        return "queue";
    }

    private static List<Queue.Cohort> shown(List<Queue.Cohort> cohorts, int page) {
        return cohorts.stream()
                .skip((long) PER_PAGE * (Math.max(page, 1) - 1))
                .limit(PER_PAGE)
                .toList();
    }

    private Row row(Queue.Cohort cohort, Found found, CohortDesk.@Nullable View view, Moments moments) {
        Remediation example = Objects.requireNonNull(
                        found.examples().get(cohort.example()), "an example that was found")
                .remediation();
        RiskCard card = RiskCard.of(
                example.subject().plan(),
                Objects.requireNonNull(found.notes().get(cohort.example()), "the notes of an example that was found"),
                found.reasons().getOrDefault(cohort.example(), List.of()),
                null,
                ports.explainer().grounds());
        Optional<ChangeWindow> next =
                ports.outlook().window(example.subject().site(), ports.clock().instant());
        return new Row(
                cohort,
                card,
                card.summary(CHANGES_SHOWN),
                view == null ? "" : cohort.cohort() + ":" + view.digest(),
                ApartText.of(cohort),
                SiteChange.ofCohort(found.changes().getOrDefault(cohort.cohort(), Map.of())),
                next.map(window -> moments.begins(window, example.subject().site()))
                        .orElse(null));
    }
}
