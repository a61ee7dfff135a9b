package io.ratchet.routes.queue;

import io.ratchet.domain.plan.Plan;
import io.ratchet.playbooks.Playbook;
import io.ratchet.playbooks.PlaybookCatalogue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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

    /** A playbook that is not in the catalogue any more is named by its id and says nothing else. */
    public static PlanNotes of(Plan plan) {
        PlaybookCatalogue catalogue = PlaybookCatalogue.shipped();
        List<String> titles = new ArrayList<>();
        Set<String> breaks = new LinkedHashSet<>();
        Set<String> prerequisites = new LinkedHashSet<>();
        Set<String> citations = new LinkedHashSet<>();
        int risk = 0;
        for (String id :
                plan.steps().stream().map(step -> step.playbook()).distinct().toList()) {
            if (!catalogue.knows(id)) {
                titles.add(id);
                continue;
            }
            Playbook playbook = catalogue.find(id);
            titles.add(playbook.title());
            risk = Math.max(risk, RISKS.indexOf(playbook.risk()));
            breaks.addAll(playbook.breaks());
            prerequisites.addAll(playbook.prerequisites());
            citations.addAll(playbook.citations());
        }
        return new PlanNotes(
                titles, RISKS.get(risk), List.copyOf(breaks), List.copyOf(prerequisites), List.copyOf(citations));
    }
}
