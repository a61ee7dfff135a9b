package io.ratchet.console;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The queue: what is waiting for approval, what it would change and why. The form that approves carries the hash of the
 * plan it stands under.
 */
@Controller
final class QueuePage {
    private final ConsolePorts ports;

    QueuePage(ConsolePorts ports) {
        this.ports = ports;
    }

    /** One remediation as the page shows it. */
    record Card(
            String id,
            String asset,
            String site,
            String goal,
            String restart,
            Instant proposedAt,
            String planHash,
            List<Step> steps) {}

    /**
     * One step of it; {@code why} is empty when the decision has gone since.
     *
     * @param leg empty where the plan has only one
     */
    record Step(
            int order,
            String leg,
            String system,
            String playbook,
            String rule,
            List<ChangeText> changes,
            List<Explanation> why) {}

    @GetMapping("/")
    String queue(Model model) {
        List<Card> cards = ports.store()
                .transact(tx -> tx.remediations().list(Remediation.State.PROPOSED).stream()
                        .map(seen -> card(tx, seen.remediation()))
                        .toList());
        model.addAttribute("cards", cards);
        return "queue";
    }

    @PostMapping("/remediations/{id}/approve")
    String approve(
            @PathVariable String id, @RequestParam String planHash, @RequestAttribute(AccessFilter.USER) String user) {
        ports.approvals().approve(id, planHash, "user:" + user);
        return "redirect:/";
    }

    @PostMapping("/remediations/{id}/reject")
    String reject(
            @PathVariable String id, @RequestParam String reason, @RequestAttribute(AccessFilter.USER) String user) {
        ports.approvals().reject(id, "user:" + user, reason);
        return "redirect:/";
    }

    private static Card card(Tx tx, Remediation remediation) {
        Remediation.Subject subject = remediation.subject();
        List<Decision> decisions = QueueReasons.of(tx, remediation);
        return new Card(
                subject.id(),
                subject.asset().value(),
                subject.site() == null ? "unknown site" : subject.site(),
                subject.plan().goal().name(),
                subject.plan().restart().name().toLowerCase(Locale.ROOT),
                subject.proposedAt().truncatedTo(ChronoUnit.SECONDS),
                subject.plan().hash(),
                subject.plan().steps().stream()
                        .map(step -> step(step, subject.plan().legs(), decisions))
                        .toList());
    }

    private static Step step(PlanStep step, int legs, List<Decision> decisions) {
        List<Explanation> why = decisions.stream()
                .filter(decision -> step.rule().equals(decision.why().rule()))
                .filter(decision -> step.system().equals(decision.about().system()))
                .map(Decision::why)
                .distinct()
                .toList();
        return new Step(
                step.order(),
                legs == 1 ? "" : "leg " + step.leg() + " of " + legs,
                step.system(),
                step.playbook(),
                step.rule(),
                step.changes().stream().map(ChangeText::of).toList(),
                why);
    }
}
