package io.ratchet.console;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.routes.queue.CohortDesk;
import io.ratchet.routes.queue.Needed;
import io.ratchet.routes.queue.PlanNotes;
import io.ratchet.store.Comments;
import io.ratchet.store.Queue;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;

/** One cohort: its risk card, and its hosts page by page. */
@Controller
final class CohortPage {
    private static final int PER_PAGE = 50;
    private static final int DEPENDENTS_SHOWN = 12;
    private static final int STARTS_SHOWN = 20;

    private final ConsolePorts ports;

    CohortPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * One host of it.
     *
     * @param plan {@code id:hash}, what its box stands for
     * @param starts the values of today, where these set it apart
     * @param change where the change stands that its site wants in its ticket system; empty where it wants none
     * @param again whether people decided on another plan of it before
     * @param comments how many things were said of it
     * @param last the last of them; null where there is none
     * @param seen when the newest of what its plan rests on was seen; null when unknown
     */
    record Host(
            String id,
            String asset,
            String site,
            String plan,
            Moments.Shown proposed,
            List<String> apart,
            List<String> starts,
            String change,
            boolean again,
            long comments,
            @Nullable Remark last,
            String seen) {}

    /**
     * Values that plans of it expect to find before their change.
     *
     * @param values such as {@code DefaultSecureProtocols: 160}
     * @param rare whether these set their hosts apart
     */
    record Start(long hosts, List<String> values, boolean rare) {}

    /** A site with how many of its hosts wait, and when its next window opens. */
    record Window(String site, long hosts, Moments.@Nullable Shown opens) {}

    private record Found(
            List<Queue.Cohort> whole,
            List<Queue.Entry> entries,
            List<Queue.Count> sites,
            Optional<Remediation> example,
            Optional<PlanNotes> notes,
            List<Decision> reasons,
            String needed,
            List<Start> starts,
            Map<String, String> changes,
            Optional<Previously> before,
            Optional<AskedAgain> again,
            Optional<Comments.OfCohort> said,
            Map<String, Comments.Said> comments,
            Queue.@Nullable Cursor end) {}

    @GetMapping("/queue/{cohort}")
    String cohort(
            @PathVariable String cohort,
            @ModelAttribute QueueFilter filter,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        Instant now = ports.clock().instant();
        Queue.Filter wanted = filter.filter(cohort, now);
        Found found = ports.store().transact(tx -> {
            Queue.Filter whole = new Queue.Filter(
                    "", null, null, null, cohort, Queue.Part.ALL, wanted.putOff(), wanted.again(), now);
            List<Queue.Cohort> cohorts = tx.queue().cohorts(whole);
            List<Queue.Entry> entries = tx.queue().page(wanted, filter.order(), filter.cursor(), PER_PAGE + 1);
            Optional<Remediation> example = cohorts.stream()
                    .findFirst()
                    .flatMap(one -> tx.remediations().find(one.example()))
                    .map(seen -> seen.remediation());
            return new Found(
                    cohorts,
                    entries,
                    tx.queue().sites(whole),
                    example,
                    example.map(one -> PlanNotes.of(tx, one.subject().plan())),
                    example.map(one -> QueueReasons.of(tx, one)).orElse(List.of()),
                    example.map(one -> needed(tx, one)).orElse(""),
                    cohorts.stream().anyMatch(one -> one.reasons().containsKey(Queue.Apart.RARE_START))
                            ? starts(tx, tx.queue().starts(whole))
                            : List.of(),
                    changes(tx, entries),
                    example.flatMap(one -> Previously.of(tx, one)),
                    cohorts.stream().findFirst().flatMap(one -> AskedAgain.of(tx, one, whole)),
                    tx.comments().ofCohort(cohort),
                    tx.comments()
                            .of(entries.stream()
                                    .map(entry -> entry.remediation().subject().id())
                                    .toList()),
                    entries.size() > PER_PAGE ? tx.queue().cursor(entries.get(PER_PAGE - 1), filter.order()) : null);
        });
        Remediation example = found.example()
                .orElseThrow(() -> FailureException.of(
                        FailureCode.ID_UNKNOWN,
                        "No plan of this cohort is waiting for approval any more; the queue shows those that are."));
        AssetId asset = example.subject().asset();
        RiskCard card = RiskCard.of(
                example.subject().plan(),
                found.notes().orElseThrow(),
                found.reasons(),
                ports.outlook().asset(asset).orElse(null),
                ports.explainer().grounds());
        CohortDesk.Look seen = ports.cohorts().look(wanted);
        model.addAttribute("filter", filter);
        model.addAttribute("cohort", found.whole().get(0));
        model.addAttribute("path", "/queue/" + cohort);
        model.addAttribute("card", card);
        model.addAttribute("example", asset.value());
        model.addAttribute("oldest", moments.at(found.whole().get(0).oldest()));
        model.addAttribute("apart", ApartText.of(found.whole().get(0)));
        model.addAttribute("starts", found.starts());
        model.addAttribute("needed", found.needed());
        model.addAttribute("before", found.before().orElse(null));
        model.addAttribute("again", found.again().orElse(null));
        model.addAttribute("said", found.said().orElse(null));
        model.addAttribute(
                "lastSaid",
                found.said().map(said -> Remark.of(said.last(), null, moments)).orElse(null));
        model.addAttribute("windows", windows(found.sites(), moments, now));
        model.addAttribute("dependents", dependents(seen.plans()));
        model.addAttribute("sites", found.sites());
        model.addAttribute("fitting", seen.view().plans());
        model.addAttribute("selection", cohort + ":" + seen.view().digest());
        model.addAttribute(
                "hosts",
                found.entries().stream()
                        .limit(PER_PAGE)
                        .map(entry -> host(entry, found, moments))
                        .toList());
        model.addAttribute("next", found.end() == null ? "" : QueueFilter.text(found.end()));
        return "cohort";
    }

    /** Whose yes its example needs; empty where anybody's will do. */
    private String needed(Tx tx, Remediation example) {
        if (!(example instanceof Remediation.Proposed waiting)) return "";
        Needed needed = ports.approvals().needed(tx, waiting);
        return needed.telling() ? needed.sentence() : "";
    }

    /** The most common first. */
    private static List<Start> starts(Tx tx, List<Queue.Start> all) {
        List<Queue.Start> shown = all.subList(0, Math.min(all.size(), STARTS_SHOWN));
        Map<String, List<String>> values = new HashMap<>();
        tx.remediations()
                .find(shown.stream().map(Queue.Start::example).toList())
                .forEach(seen -> values.put(
                        seen.remediation().subject().id(),
                        values(seen.remediation().subject().plan())));
        return shown.stream()
                .map(one -> new Start(one.plans(), values.getOrDefault(one.example(), List.of()), one.rare()))
                .toList();
    }

    /** What a plan expects to find in the registry. */
    private static List<String> values(Plan plan) {
        return plan.changes().stream()
                .map(ChangeText::of)
                .filter(change -> change.what().equals("Registry value"))
                .map(change -> change.name() + ": " + change.before())
                .toList();
    }

    private Map<String, String> changes(Tx tx, List<Queue.Entry> entries) {
        Map<String, String> changes = new TreeMap<>();
        for (Queue.Entry entry : entries) {
            Remediation.Subject subject = entry.remediation().subject();
            SiteChange.of(tx, ports.outlook().organisation(), subject)
                    .ifPresent(change -> changes.put(subject.id(), change.text()));
        }
        return changes;
    }

    private Host host(Queue.Entry entry, Found found, Moments moments) {
        Remediation.Subject subject = entry.remediation().subject();
        Comments.@Nullable Said said = found.comments().get(subject.id());
        boolean rare = entry.apart().contains(Queue.Apart.RARE_START);
        return new Host(
                subject.id(),
                subject.asset().value(),
                subject.site() == null ? "unknown site" : subject.site(),
                subject.id() + ":" + subject.plan().hash(),
                moments.at(subject.proposedAt(), subject.site()),
                entry.apart().stream().map(reason -> ApartText.of(reason, true)).toList(),
                rare ? values(subject.plan()) : List.of(),
                found.changes().getOrDefault(subject.id(), ""),
                entry.again(),
                said == null ? 0 : said.comments(),
                said == null ? null : Remark.of(said.last(), subject.site(), moments),
                ports.outlook()
                        .asset(subject.asset())
                        .flatMap(state -> state.facts().stream()
                                .map(fact -> fact.observedAt())
                                .max(Comparator.naturalOrder()))
                        .map(moments::ago)
                        .orElse("unknown"));
    }

    private List<Window> windows(List<Queue.Count> sites, Moments moments, Instant now) {
        return sites.stream()
                .map(count -> {
                    String site = count.name().isEmpty() ? null : count.name();
                    Optional<ChangeWindow> window = ports.outlook().window(site, now);
                    return new Window(
                            site == null ? "unknown site" : site,
                            count.plans(),
                            window.map(one -> moments.begins(one, site)).orElse(null));
                })
                .toList();
    }

    /** The roles, pools and business services of its hosts, the most common first. */
    private List<String> dependents(List<Queue.Named> hosts) {
        Map<String, Integer> counted = new TreeMap<>();
        for (Queue.Named host : hosts)
            ports.outlook()
                    .asset(host.asset())
                    .ifPresent(state -> state.facts().stream()
                            .flatMap(fact -> dependent(fact.observation()).stream())
                            .distinct()
                            .forEach(name -> counted.merge(name, 1, Integer::sum)));
        return counted.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(DEPENDENTS_SHOWN)
                .map(entry -> entry.getKey() + " (" + entry.getValue() + (entry.getValue() == 1 ? " host)" : " hosts)"))
                .toList();
    }

    private static Optional<String> dependent(Observation observation) {
        if (observation instanceof Observation.Membership membership)
            return Optional.of(membership.kind() + " " + membership.name());
        if (observation instanceof Observation.ServerRole role) return Optional.of("role " + role.role());
        return Optional.empty();
    }
}
