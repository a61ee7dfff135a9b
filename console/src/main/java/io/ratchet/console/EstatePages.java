package io.ratchet.console;

import io.ratchet.domain.decision.Decision;
import io.ratchet.routes.waiting.VendorWait;
import io.ratchet.store.Decisions;
import io.ratchet.store.Reports;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The lists: what waits and for whom, and what could not be read. */
@Controller
final class EstatePages {
    /** Of each of three lists on a page. */
    private static final int SHOWN = 50;

    private static final int REJECTED_SHOWN = 100;

    private final ConsolePorts ports;
    private final AssetCounts counts;

    EstatePages(ConsolePorts ports, AssetCounts counts) {
        this.ports = ports;
        this.counts = counts;
    }

    /** Who waits for a vendor, in one line. */
    record WaitRow(
            String asset,
            String system,
            String goal,
            String build,
            Moments.Shown since,
            String because,
            List<VendorWait.Held> holds) {
        static WaitRow of(VendorWait wait, Moments moments) {
            Decision.About about = wait.decision().about();
            String build = wait.build() == null ? "a build that is not announced yet" : wait.build();
            return new WaitRow(
                    about.asset().value(),
                    String.valueOf(about.system()),
                    about.goal().name(),
                    wait.release() == null ? build : build + ", release " + wait.release(),
                    moments.at(wait.since(), about.site()),
                    wait.decision().why().because(),
                    wait.holds());
        }
    }

    @GetMapping("/waiting")
    String waiting(
            @RequestParam(defaultValue = "") String after, @ModelAttribute("moments") Moments moments, Model model) {
        List<VendorWait> vendor = ports.waits().page(DecisionPlaces.of(after), SHOWN + 1);
        model.addAttribute(
                "vendor",
                vendor.stream()
                        .limit(SHOWN)
                        .map(wait -> WaitRow.of(wait, moments))
                        .toList());
        model.addAttribute(
                "next",
                vendor.size() <= SHOWN
                        ? ""
                        : DecisionPlaces.text(vendor.get(SHOWN - 1).decision()));
        model.addAttribute("first", after.isEmpty());
        if (!after.isEmpty()) return "waiting"; // the other lists stand on the first page
        add(model, "held", "hold");
        add(model, "tickets", "ticket");
        return "waiting";
    }

    private void add(Model model, String name, String kind) {
        Decisions.Facets facets = new Decisions.Facets("", null, null, null, null, kind, null);
        List<Decision> decisions = ports.store()
                .transact(tx -> tx.decisions().current(Set.copyOf(tx.decisions().assets(facets, null, SHOWN))));
        model.addAttribute(
                name,
                decisions.stream()
                        .filter(decision -> decision.wire().equals(kind))
                        .map(this::row)
                        .toList());
        model.addAttribute(
                name + "More", Math.max(0, ports.store().<Long>transact(tx -> counts.of(tx, facets)) - SHOWN));
    }

    @GetMapping("/rejected")
    String rejected(@RequestParam(defaultValue = "") String after, Model model) {
        Long before = Cursor.of(after, 1, parts -> Long.valueOf(parts.get(0)));
        List<Reports.Placed> found = ports.store().transact(tx -> tx.reports().rejected(before, REJECTED_SHOWN + 1));
        List<Reports.Placed> shown = found.subList(0, Math.min(found.size(), REJECTED_SHOWN));
        model.addAttribute("rows", shown.stream().map(Reports.Placed::rejected).toList());
        model.addAttribute(
                "next",
                found.size() <= REJECTED_SHOWN
                        ? ""
                        : Cursor.text(shown.get(REJECTED_SHOWN - 1).position()));
        model.addAttribute("first", after.isEmpty());
        model.addAttribute(
                "count", ports.store().<Long>transact(tx -> tx.reports().rejectedCount()));
        return "rejected";
    }

    private DecisionRow row(Decision decision) {
        return DecisionRow.of(decision, ports.explainer().grounds());
    }
}
