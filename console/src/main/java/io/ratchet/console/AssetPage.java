package io.ratchet.console;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.routes.path.Proven;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Regressions;
import io.ratchet.store.TicketBook;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** One asset: who it is, what is known and from whom, what is decided and why, and what happened to it. */
@Controller
final class AssetPage {
    private static final int FACTS_SHOWN = 200;
    private static final int EVENTS_SHOWN = 60;
    private static final int CLAIMS_SHOWN = 100;

    private final ConsolePorts ports;

    AssetPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /** What is believed, who said it and when. */
    record Known(String says, String source, String method, Moments.Shown seen, String ago, String pointer) {}

    /** What one listener offers, by protocol; the newest word on each. */
    record Listener(String port, Map<String, String> offers) {}

    /** What it speaks itself in one direction through one stack, by protocol; the newest word on each. */
    record Spoken(String how, Map<String, String> uses) {}

    /**
     * A ticket in which it stands.
     *
     * @param url empty where there is no page of it
     */
    record Owed(String key, String what, String number, String url, String standing, String says) {}

    /** An exception of it that stands. */
    record Excepted(String goal, String until, String owner, String reason) {}

    /**
     * A line of the log about it.
     *
     * @param says what a person said, where the line is nothing but that
     */
    record Event(Moments.Shown at, String type, String actor, String remediation, String says) {}

    /** For how long it has proven a goal. */
    record Proof(String goal, long days, Moments.Shown since) {}

    private record Found(
            List<Decision> decisions,
            List<Remediation> remediations,
            List<Proven> proven,
            List<Regressions.Kept> moved,
            List<Owed> owed,
            List<AuditLog.Line> events) {}

    @GetMapping("/assets/{*path}")
    String asset(
            @PathVariable String path,
            @RequestParam(defaultValue = "") String rule,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        AssetId id = new AssetId(path.substring(1));
        Optional<AssetState> state = ports.outlook().asset(id);
        Found found = ports.store()
                .transact(tx -> new Found(
                        tx.decisions().current(id),
                        tx.remediations().of(Set.of(id)).stream()
                                .<Remediation>map(seen -> seen.remediation())
                                .toList(),
                        Proven.of(
                                tx.ladder().of(id),
                                tx.regressions().standing(Set.of(id)),
                                ports.clock().instant()),
                        tx.regressions().of(id),
                        owed(tx, id),
                        newest(tx.audit().lines(id))));
        if (state.isEmpty()
                && found.decisions().isEmpty()
                && found.remediations().isEmpty())
            throw FailureException.of(FailureCode.ID_UNKNOWN, "There is no asset '" + id + "'.");
        String site = state.map(AssetState::site).orElse(null);
        model.addAttribute("id", id.value());
        model.addAttribute("site", site == null ? "unknown site" : site);
        model.addAttribute("identity", state.map(one -> one.identity().wire()).orElse("no longer seen"));
        model.addAttribute("names", state.map(one -> Named.of(one.host())).orElse(Map.of()));
        model.addAttribute("doubt", state.map(one -> doubt(one.identity())).orElse(""));
        model.addAttribute("rivals", state.map(one -> rivals(one.identity())).orElse(List.of()));
        List<Named> claims = state.map(one -> Named.of(ports.outlook().claims(id), one.host(), site, moments))
                .orElse(List.of());
        model.addAttribute("claims", claims.stream().limit(CLAIMS_SHOWN).toList());
        model.addAttribute("claimsMore", Math.max(0, claims.size() - CLAIMS_SHOWN));
        model.addAttribute(
                "missing",
                state.flatMap(one -> Missing.of(one, found.decisions(), ports.collects(), moments))
                        .orElse(null));
        model.addAttribute(
                "decisions",
                found.decisions().stream()
                        .map(decision ->
                                DecisionRow.of(decision, ports.explainer().grounds()))
                        .toList());
        model.addAttribute("asked", rule);
        model.addAttribute(
                "whyNot", rule.isBlank() || state.isEmpty() ? null : WhyNot.of(ports.explainer(), id.value(), rule));
        model.addAttribute(
                "proofs",
                found.proven().stream()
                        .map(one -> new Proof(one.goal().name(), one.days(), moments.at(one.since(), site)))
                        .toList());
        model.addAttribute("regressions", MovedRow.of(found.moved(), moments));
        model.addAttribute(
                "runs",
                found.remediations().stream().map(one -> Run.of(one, moments)).toList());
        model.addAttribute("tickets", found.owed());
        model.addAttribute("exceptions", excepted(id));
        List<Fact> facts = new ArrayList<>(state.map(AssetState::facts).orElse(List.of()));
        Collections.reverse(facts);
        model.addAttribute(
                "protocols",
                Arrays.stream(Protocol.values()).map(Protocol::wire).toList());
        model.addAttribute("listeners", listeners(facts));
        model.addAttribute("spoken", spoken(facts, moments));
        model.addAttribute(
                "facts",
                facts.stream()
                        .limit(FACTS_SHOWN)
                        .map(fact -> known(fact, site, moments))
                        .toList());
        model.addAttribute("factsMore", Math.max(0, facts.size() - FACTS_SHOWN));
        model.addAttribute(
                "events",
                found.events().stream()
                        .map(line -> new Event(
                                moments.at(line.event().at(), site),
                                line.event().type(),
                                line.event().actor(),
                                line.event().remediation() == null
                                        ? ""
                                        : line.event().remediation(),
                                said(line)))
                        .toList());
        return "asset";
    }

    private static String said(AuditLog.Line line) {
        boolean comment = line.event().type().equals(AuditType.REMEDIATION_COMMENTED.wire());
        return comment ? String.valueOf(line.event().data().getOrDefault("text", "")) : "";
    }

    private static List<Owed> owed(Tx tx, AssetId id) {
        List<Owed> owed = new ArrayList<>();
        for (TicketBook.Member member : tx.tickets().members(Set.of(id)))
            tx.tickets().find(member.ticket()).ifPresent(ticket -> {
                Ticket.There there = ticket.there();
                owed.add(new Owed(
                        ticket.key().value(),
                        ticket.name(),
                        there == null ? "not sent yet" : ticket.in() + " " + there.id(),
                        there == null ? "" : there.url(),
                        standing(member.host().standing()),
                        member.host().says()));
            });
        return owed;
    }

    private static String standing(Ticket.Standing standing) {
        return switch (standing) {
            case ASKED -> "a person must act";
            case WAITS -> "its vendor must release something first";
            case UNPROVEN -> "no report shows yet that nothing is left to do";
            case PROVEN -> "a report shows that nothing is left to do";
        };
    }

    private List<Excepted> excepted(AssetId id) {
        Organisation organisation = ports.outlook().organisation();
        Instant now = ports.clock().instant();
        return organisation.exceptions().stream()
                .filter(entry -> entry.asset().equalsIgnoreCase(id.value()) && !organisation.over(entry.until(), now))
                .map(entry ->
                        new Excepted(entry.goal().name(), entry.until().toString(), entry.owner(), entry.reason()))
                .toList();
    }

    private static List<Spoken> spoken(List<Fact> newestFirst, Moments moments) {
        Map<String, Map<String, String>> uses = new TreeMap<>();
        for (Fact fact : newestFirst)
            if (fact.observation() instanceof ProtocolUse use)
                uses.computeIfAbsent(how(use), how -> new LinkedHashMap<>())
                        .putIfAbsent(
                                use.protocol().wire(),
                                (use.test() ? "in a test, " : use.count() + (use.count() == 1 ? " time, " : " times, "))
                                        + moments.ago(fact.observedAt()));
        return uses.entrySet().stream()
                .map(entry -> new Spoken(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String how(ProtocolUse use) {
        String stack =
                use.stack() == null ? "stack not told" : use.stack().name().toLowerCase(Locale.ROOT);
        return use.direction().name().toLowerCase(Locale.ROOT) + ", " + stack;
    }

    /** The last lines, newest first. */
    private static List<AuditLog.Line> newest(Stream<AuditLog.Line> lines) {
        Deque<AuditLog.Line> last = new ArrayDeque<>();
        try (lines) {
            lines.forEach(line -> {
                last.addFirst(line);
                if (last.size() > EVENTS_SHOWN) last.removeLast();
            });
        }
        return List.copyOf(last);
    }

    /** Why it is not certain which machine it is; empty where it is. */
    private static String doubt(Identity identity) {
        if (identity instanceof Identity.Provisional provisional) return provisional.because();
        return identity instanceof Identity.Ambiguous ambiguous ? ambiguous.because() : "";
    }

    private static List<String> rivals(Identity identity) {
        return identity instanceof Identity.Ambiguous ambiguous
                ? ambiguous.candidates().stream().map(AssetId::value).toList()
                : List.of();
    }

    private static List<Listener> listeners(List<Fact> newestFirst) {
        Map<String, Map<String, String>> offers =
                new TreeMap<>(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()));
        for (Fact fact : newestFirst)
            if (fact.observation() instanceof ProtocolOffer offer)
                offers.computeIfAbsent(offer.port() + "/" + offer.transport(), port -> new LinkedHashMap<>())
                        .putIfAbsent(
                                offer.protocol().wire(),
                                offer.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return offers.entrySet().stream()
                .map(entry -> new Listener(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Known known(Fact fact, @Nullable String site, Moments moments) {
        return new Known(
                ports.explainer().grounds().says(fact),
                fact.source(),
                fact.method() == null ? "" : fact.method().name().toLowerCase(Locale.ROOT),
                moments.at(fact.observedAt(), site),
                moments.ago(fact.observedAt()),
                fact.pointer());
    }
}
