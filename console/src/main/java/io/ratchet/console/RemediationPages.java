package io.ratchet.console;

import io.ratchet.console.ConsolePorts.Order;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Assent;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Comment;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.queue.Needed;
import io.ratchet.routes.queue.PlanNotes;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Remediations.Standing;
import io.ratchet.store.Remediations.Versioned;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** What became of the remediations, what is the matter with them now, and the words that a person can say on each. */
@Controller
final class RemediationPages {
    private static final int PER_PAGE = 50;
    private static final int HAPPENED = 60;
    private static final int COMMENTS = 100;

    private final ConsolePorts ports;

    RemediationPages(ConsolePorts ports) {
        this.ports = ports;
    }

    /** Some states under one name, with how many stand there. */
    record Tab(String key, String name, long count) {}

    private enum Group {
        ALL("all", EnumSet.noneOf(State.class)),
        WAITING("waiting", EnumSet.of(State.PROPOSED)),
        APPROVED("approved", EnumSet.of(State.APPROVED, State.SCHEDULED, State.DEFERRED)),
        UNDER_WAY(
                "under way",
                EnumSet.copyOf(
                        Arrays.stream(State.values()).filter(State::underWay).toList())),
        VERIFIED("verified", EnumSet.of(State.VERIFIED)),
        FAILED("failed or undone", EnumSet.of(State.FAILED, State.ROLLED_BACK)),
        ENDED("not done", EnumSet.of(State.REJECTED, State.EXPIRED, State.WITHDRAWN));

        private final String label;
        private final Set<State> states;

        Group(String label, Set<State> states) {
            this.label = label;
            this.states = states;
        }

        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Group of(String key) {
            return Arrays.stream(values())
                    .filter(group -> group.key().equalsIgnoreCase(key))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'state' is one of "
                            + Arrays.stream(values()).map(Group::key).collect(Collectors.joining(", "))
                            + ", not '" + key + "'."));
        }
    }

    private record Found(List<Versioned<Remediation>> page, List<Standing> standing) {}

    @GetMapping("/remediations")
    String remediations(
            @RequestParam(defaultValue = "all") String state,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String site,
            @RequestParam(defaultValue = "") String after,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        Group group = Group.of(state);
        String wantedSite = site.isEmpty() ? null : site.equals(QueueFilter.UNKNOWN) ? "" : site;
        Found found = ports.store()
                .transact(tx -> new Found(
                        tx.remediations().newest(group.states, q, wantedSite, Ends.of(after), PER_PAGE + 1),
                        tx.remediations().standing()));
        List<Remediation> shown = found.page().stream()
                .limit(PER_PAGE)
                .<Remediation>map(seen -> seen.remediation())
                .toList();
        model.addAttribute(
                "rows", shown.stream().map(one -> Run.of(one, moments)).toList());
        model.addAttribute(
                "tabs",
                Arrays.stream(Group.values())
                        .map(one -> new Tab(one.key(), one.label, count(one, found.standing())))
                        .toList());
        model.addAttribute("state", group.key());
        model.addAttribute("q", q);
        model.addAttribute("site", site);
        model.addAttribute(
                "sites",
                ports.outlook().organisation().sites().stream()
                        .map(one -> one.name())
                        .toList());
        model.addAttribute("next", found.page().size() > PER_PAGE ? Ends.text(shown.get(shown.size() - 1)) : "");
        return "remediations";
    }

    private static long count(Group group, List<Standing> standing) {
        return standing.stream()
                .filter(one -> group == Group.ALL
                        || group.states.stream().anyMatch(state -> state.wire().equals(one.state())))
                .mapToLong(Standing::count)
                .sum();
    }

    private record One(
            Remediation remediation,
            RiskCard card,
            @Nullable Needed needed,
            Optional<SiteChange> change,
            Optional<Previously> before,
            List<Comment> comments,
            List<AuditLog.Line> happened) {}

    @GetMapping("/remediations/{id}")
    String remediation(
            @PathVariable String id,
            @ModelAttribute("moments") Moments moments,
            @RequestAttribute(AccessFilter.PERSON) Person person,
            Model model) {
        One one = ports.store()
                .transact(tx -> tx.remediations()
                        .find(id)
                        .map(seen -> new One(
                                seen.remediation(),
                                RiskCard.of(
                                        seen.remediation().subject().plan(),
                                        PlanNotes.of(
                                                tx, seen.remediation().subject().plan()),
                                        QueueReasons.of(tx, seen.remediation()),
                                        ports.outlook()
                                                .asset(seen.remediation()
                                                        .subject()
                                                        .asset())
                                                .orElse(null),
                                        ports.explainer().grounds()),
                                seen.remediation() instanceof Remediation.Proposed waiting
                                        ? ports.approvals().needed(tx, waiting)
                                        : null,
                                SiteChange.of(
                                        tx,
                                        ports.outlook().organisation(),
                                        seen.remediation().subject()),
                                Previously.of(tx, seen.remediation()),
                                tx.comments().of(id, COMMENTS),
                                tx.audit()
                                        .newest(
                                                new AuditLog.Search(
                                                        seen.remediation()
                                                                .subject()
                                                                .asset(),
                                                        id,
                                                        null,
                                                        null,
                                                        null,
                                                        null),
                                                Long.MAX_VALUE,
                                                HAPPENED)
                                        .lines())))
                .orElseThrow(
                        () -> FailureException.of(FailureCode.ID_UNKNOWN, "There is no remediation '" + id + "'."));
        Remediation.Subject subject = one.remediation().subject();
        model.addAttribute("row", Run.of(one.remediation(), moments));
        model.addAttribute("card", one.card());
        model.addAttribute("change", one.change().orElse(null));
        model.addAttribute("planHash", subject.plan().hash());
        model.addAttribute("proposed", moments.at(subject.proposedAt(), subject.site()));
        model.addAttribute(
                "window",
                ports.outlook()
                        .window(subject.site(), ports.clock().instant())
                        .map((ChangeWindow window) -> moments.begins(window, subject.site()))
                        .orElse(null));
        model.addAttribute("waiting", one.remediation() instanceof Remediation.Proposed);
        model.addAttribute(
                "needed",
                one.needed() != null && one.needed().telling() ? one.needed().sentence() : "");
        model.addAttribute("others", one.needed() != null && one.needed().others());
        model.addAttribute("allowed", allowed(one.remediation()));
        model.addAttribute(
                "notApart", approval(one.remediation()).map(Approval::notApart).orElse(""));
        model.addAttribute("glass", glass(one.remediation()));
        model.addAttribute("before", one.before().orElse(null));
        model.addAttribute("mayComment", Rights.has(person, "POST /remediations/{id}/comment"));
        model.addAttribute(
                "comments",
                one.comments().stream()
                        .map(comment -> Remark.of(comment, subject.site(), moments))
                        .toList());
        model.addAttribute(
                "happened",
                one.happened().stream().map(line -> LogRow.of(line, moments)).toList());
        return "remediation";
    }

    private static Optional<Approval> approval(Remediation remediation) {
        if (remediation instanceof Remediation.Allowed allowed) return Optional.of(allowed.approval());
        return remediation instanceof Remediation.UnderWay run ? Optional.of(run.approval()) : Optional.empty();
    }

    /** By whom it was approved; empty where it is not, or is over. */
    private static String allowed(Remediation remediation) {
        return approval(remediation)
                .map(approval -> approval.assents().stream().map(Assent::by).collect(Collectors.joining(", ")))
                .orElse("");
    }

    /** Why it was allowed without the people that were needed; empty: they were there. */
    private static String glass(Remediation remediation) {
        return approval(remediation).map(Approval::brokenGlass).orElse("");
    }

    @PostMapping("/remediations/{id}/{word:retry|defer|cancel|stop}")
    String say(
            @PathVariable String id,
            @PathVariable String word,
            @RequestParam String reason,
            @RequestParam(defaultValue = "/remediations") String back,
            @RequestAttribute(AccessFilter.USER) String user) {
        String why = Reasons.given(reason);
        if (word.equals("stop")) ports.approvals().stop(Stop.run(id), "user:" + user, why);
        else ports.approvals().order(Order.valueOf(word.toUpperCase(Locale.ROOT)), id, "user:" + user, why);
        return "redirect:" + LocalPath.doing(LocalPath.of(back, "/remediations"), word);
    }
}
