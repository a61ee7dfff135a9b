package io.ratchet.routes.queue;

import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.playbooks.Playbook;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.store.Tx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a person should know of a plan before approving it, as its playbooks say it.
 *
 * @param titles what it does, one title for each playbook in the order of the steps
 * @param risk the highest that any of them names: {@code low}, {@code medium}, {@code high} or {@code critical}
 * @param breaks what may stop working
 * @param prerequisites what must hold before
 * @param citations source keys
 */
public record PlanNotes(
        List<String> titles, String risk, List<String> breaks, List<String> prerequisites, List<String> citations) {
    private static final List<String> RISKS = List.of("low", "medium", "high", "critical");

    public PlanNotes {
        titles = List.copyOf(titles);
        breaks = List.copyOf(breaks);
        prerequisites = List.copyOf(prerequisites);
        citations = List.copyOf(citations);
    }

    /**
     * What the playbooks say that the plan was made with. One that Ratchet has no longer is named by its id and says
     * nothing else, and no run of it begins; the risk of one of a site's own is not known then, and so the highest.
     */
    public static PlanNotes of(Tx tx, Plan plan) {
        List<String> titles = new ArrayList<>();
        Set<String> breaks = new LinkedHashSet<>();
        Set<String> prerequisites = new LinkedHashSet<>();
        Set<String> citations = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>();
        int risk = 0;
        for (PlanStep step : plan.steps()) {
            if (!seen.add(step.playbook())) continue;
            Optional<Playbook> known = PlanPlaybooks.of(tx, step);
            titles.add(known.map(Playbook::title).orElse(step.playbook()));
            int unknown = PlaybookCatalogue.isOfSite(step.playbook()) ? RISKS.size() - 1 : 0;
            risk = Math.max(risk, known.map(one -> RISKS.indexOf(one.risk())).orElse(unknown));
            if (known.isEmpty()) continue;
            breaks.addAll(known.get().breaks());
            prerequisites.addAll(known.get().prerequisites());
            citations.addAll(known.get().citations());
        }
        return new PlanNotes(
                titles, RISKS.get(risk), List.copyOf(breaks), List.copyOf(prerequisites), List.copyOf(citations));
    }
}
