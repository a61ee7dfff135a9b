package io.ratchet.console;

import io.ratchet.domain.decision.Decision;
import io.ratchet.routes.waiting.VendorWait;
import io.ratchet.store.Decisions;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** The lists: what waits and for whom, and what could not be read. */
@Controller
final class EstatePages {
    private static final int SHOWN = 100;

    private final ConsolePorts ports;

    EstatePages(ConsolePorts ports) {
        this.ports = ports;
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
    String waiting(@ModelAttribute("moments") Moments moments, Model model) {
        List<VendorWait> vendor = ports.waits().all();
        model.addAttribute(
                "vendor",
                vendor.stream()
                        .limit(SHOWN)
                        .map(wait -> WaitRow.of(wait, moments))
                        .toList());
        model.addAttribute("vendorMore", Math.max(0, vendor.size() - SHOWN));
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
                name + "More",
                Math.max(0, ports.store().<Long>transact(tx -> tx.decisions().countAssets(facets)) - SHOWN));
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
}
