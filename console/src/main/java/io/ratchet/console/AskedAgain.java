package io.ratchet.console;

import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Queue;
import io.ratchet.store.Tx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the plans of a cohort that are asked again differ from those that people decided on before. Telling it of one
 * costs a look-up of its own, so only the first {@value #LOOKED_AT} are compared, and only by what is done to the host;
 * how many these are of how many is said.
 *
 * @param plans how many of the cohort are asked again
 * @param looked how many of them were compared, in the order of their names
 * @param ways most common first
 * @param more how many ways are not shown
 */
record AskedAgain(long plans, int looked, List<Way> ways, int more) {
    static final int LOOKED_AT = 50;
    private static final int WAYS_SHOWN = 5;

    /**
     * Plans that differ in the same way.
     *
     * @param hosts how many of those that were compared
     * @param differences of what is done to the host; empty where nothing of that differs
     * @param remediation one of them
     * @param asset its host
     */
    record Way(int hosts, List<Differences.Difference> differences, String remediation, String asset) {}

    /** Empty where none of the cohort is asked again. */
    static Optional<AskedAgain> of(Tx tx, Queue.Cohort cohort, Queue.Filter whole) {
        if (cohort.again() == 0) return Optional.empty();
        Map<Remediation.Subject, String> before = new LinkedHashMap<>();
        for (Queue.Entry entry : tx.queue().page(whole.askedAgain(), Queue.Order.ASSET, Optional.empty(), LOOKED_AT)) {
            Remediation.Subject waits = entry.remediation().subject();
            tx.lastWords().before(waits).ifPresent(id -> before.put(waits, id));
        }
        Map<String, Plan> plans = new HashMap<>();
        tx.remediations()
                .find(before.values())
                .forEach(seen -> plans.put(
                        seen.remediation().subject().id(),
                        seen.remediation().subject().plan()));
        Map<List<Differences.Difference>, List<Remediation.Subject>> alike = new LinkedHashMap<>();
        before.forEach((waits, id) -> Optional.ofNullable(plans.get(id))
                .ifPresent(plan -> alike.computeIfAbsent(
                                Differences.onHost(plan, waits.plan()), differences -> new ArrayList<>())
                        .add(waits)));
        List<Way> ways = alike.entrySet().stream()
                .map(entry -> new Way(
                        entry.getValue().size(),
                        entry.getKey(),
                        entry.getValue().get(0).id(),
                        entry.getValue().get(0).asset().value()))
                .sorted(Comparator.comparingInt(Way::hosts).reversed())
                .toList();
        return Optional.of(new AskedAgain(
                cohort.again(),
                ways.stream().mapToInt(Way::hosts).sum(),
                ways.stream().limit(WAYS_SHOWN).toList(),
                Math.max(0, ways.size() - WAYS_SHOWN)));
    }
}
