package io.ratchet.console;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.routes.explain.Grounds;
import io.ratchet.routes.waiting.VendorWait;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The lists: every asset and where it stands, what waits and for whom, and what could not be read. */
@Controller
final class EstatePages {
    private final ConsolePorts ports;

    EstatePages(ConsolePorts ports) {
        this.ports = ports;
    }

    /** An asset with what was decided for it. */
    record AssetRow(AssetState asset, List<DecisionRow> decisions) {}

    /**
     * A decision in one line; {@code gates} is what holds it, {@code detail} what a vendor owes, {@code sources} what
     * the rule rests on.
     */
    record DecisionRow(
            String asset,
            String system,
            String goal,
            String decision,
            String readiness,
            String because,
            String rule,
            String ruleName,
            String sources,
            List<Gate> gates,
            String detail) {
        static DecisionRow of(Decision decision, Grounds grounds) {
            return new DecisionRow(
                    decision.about().asset().value(),
                    decision.about().system() == null
                            ? "nothing recognised"
                            : decision.about().system(),
                    decision.about().goal().name(),
                    decision.wire(),
                    decision.about().readiness().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    decision.why().because(),
                    decision.why().rule(),
                    grounds.ruleName(decision.why().rule()),
                    decision.why().citations().stream()
                            .map(grounds::source)
                            .distinct()
                            .collect(Collectors.joining("; ")),
                    decision instanceof Decision.Hold hold ? hold.gates() : List.of(),
                    decision instanceof Decision.AwaitVendor waiting && waiting.fixedBuild() != null
                            ? "Fixed in build " + waiting.fixedBuild() + "."
                            : "");
        }
    }

    /** Who waits for a vendor, in one line. */
    record WaitRow(
            String asset,
            String system,
            String goal,
            String build,
            String since,
            String because,
            List<VendorWait.Held> holds) {
        static WaitRow of(VendorWait wait) {
            Decision.About about = wait.decision().about();
            String build = wait.build() == null ? "a build that is not announced yet" : wait.build();
            return new WaitRow(
                    about.asset().value(),
                    String.valueOf(about.system()),
                    about.goal().name(),
                    wait.release() == null ? build : build + ", release " + wait.release(),
                    wait.since().truncatedTo(ChronoUnit.SECONDS).toString(),
                    wait.decision().why().because(),
                    wait.holds());
        }
    }

    @GetMapping("/assets")
    String assets(Model model) {
        List<Decision> decisions = ports.store().transact(tx -> tx.decisions().current());
        model.addAttribute(
                "rows",
                ports.estate().get().stream()
                        .map(asset -> new AssetRow(
                                asset,
                                decisions.stream()
                                        .filter(decision ->
                                                decision.about().asset().equals(asset.id()))
                                        .map(this::row)
                                        .toList()))
                        .toList());
        return "assets";
    }

    @GetMapping("/waiting")
    String waiting(Model model) {
        List<Decision> decisions = ports.store().transact(tx -> tx.decisions().current());
        model.addAttribute(
                "vendor", ports.waits().all().stream().map(WaitRow::of).toList());
        model.addAttribute("held", rows(decisions, Decision.Hold.class));
        model.addAttribute("tickets", rows(decisions, Decision.Ticket.class));
        return "waiting";
    }

    @GetMapping("/rejected")
    String rejected(Model model) {
        model.addAttribute("rows", ports.store().transact(tx -> tx.reports().rejected(500)));
        model.addAttribute(
                "count", ports.store().<Long>transact(tx -> tx.reports().rejectedCount()));
        return "rejected";
    }

    private DecisionRow row(Decision decision) {
        return DecisionRow.of(decision, ports.explainer().grounds());
    }

    private List<DecisionRow> rows(List<Decision> decisions, Class<? extends Decision> kind) {
        Stream<Decision> wanted = decisions.stream().filter(kind::isInstance);
        return wanted.map(this::row).toList();
    }
}
