package io.ratchet.console;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.routes.explain.Grounds;
import io.ratchet.routes.queue.PlanNotes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that speaks for or against a plan, as one looks at it before approving it or its cohort.
 *
 * @param what what it does, in one line
 * @param restart {@code none}, {@code app}, {@code service} or {@code reboot}
 * @param undo what happens if it does not work, in sentences
 * @param sources what the rules and playbooks cite, by key
 * @param confidence the lowest of the rules; empty when no decision stands behind it any more
 */
record RiskCard(
        String what,
        String goal,
        String restart,
        String risk,
        List<Step> steps,
        List<String> breaks,
        List<String> prerequisites,
        List<String> undo,
        Map<String, String> sources,
        String confidence,
        List<Reason> reasons) {

    /**
     * One step.
     *
     * @param leg empty where the plan has only one
     */
    record Step(int order, String leg, String system, String playbook, List<ChangeText> changes) {}

    /** A rule that asks for it, in its words, and what it rests on. */
    record Reason(
            String rule,
            String name,
            String because,
            String status,
            List<Integer> statements,
            List<Evidence> evidence) {}

    /**
     * What a finding says.
     *
     * @param source who said it; empty when it is not among what we believe any more
     * @param method how the source knows, such as {@code authenticated}; empty when unknown
     * @param seen null when unknown
     */
    record Evidence(
            String says,
            String pointer,
            String source,
            String method,
            @Nullable Instant seen) {}

    /**
     * @param notes what its playbooks say
     * @param decisions those the plan carries out, as far as they are still current
     */
    static RiskCard of(
            Plan plan, PlanNotes notes, List<Decision> decisions, @Nullable AssetState asset, Grounds grounds) {
        List<Explanation> whys = decisions.stream()
                .filter(decision -> plan.steps().stream()
                        .anyMatch(step -> step.rule().equals(decision.why().rule())
                                && step.system().equals(decision.about().system())))
                .map(Decision::why)
                .distinct()
                .toList();
        Set<String> cited = new LinkedHashSet<>(notes.citations());
        whys.forEach(why -> cited.addAll(why.citations()));
        Map<String, String> sources = new LinkedHashMap<>();
        cited.forEach(key -> sources.put(key, grounds.source(key)));
        Map<String, Fact> facts = asset == null
                ? Map.of()
                : asset.facts().stream()
                        .collect(Collectors.toMap(Fact::pointer, Function.identity(), (one, same) -> same));
        return new RiskCard(
                String.join(", then ", notes.titles()),
                plan.goal().name(),
                plan.restart().name().toLowerCase(Locale.ROOT),
                notes.risk(),
                plan.steps().stream().map(step -> step(step, plan.legs())).toList(),
                notes.breaks(),
                notes.prerequisites(),
                undo(plan),
                sources,
                whys.stream()
                        .map(Explanation::confidence)
                        .max(Comparator.naturalOrder())
                        .map(lowest -> lowest.name().toLowerCase(Locale.ROOT))
                        .orElse(""),
                whys.stream()
                        .map(why -> new Reason(
                                why.rule(),
                                grounds.ruleName(why.rule()),
                                why.because(),
                                why.status(),
                                why.statements(),
                                why.facts().stream()
                                        .map(fact -> evidence(fact, facts.get(fact.finding())))
                                        .toList()))
                        .toList());
    }

    /** Its changes in a few words, the first of them. */
    public List<ChangeText> summary(int most) {
        return steps.stream()
                .flatMap(step -> step.changes().stream())
                .limit(most)
                .toList();
    }

    public int changes() {
        return steps.stream().mapToInt(step -> step.changes().size()).sum();
    }

    private static Step step(PlanStep step, int legs) {
        return new Step(
                step.order(),
                legs == 1 ? "" : "leg " + step.leg() + " of " + legs,
                step.system(),
                step.playbook(),
                step.changes().stream().map(ChangeText::of).toList());
    }

    private static Evidence evidence(Explanation.FactCited cited, @Nullable Fact fact) {
        if (fact == null) return new Evidence(cited.says(), cited.finding(), "", "", null);
        return new Evidence(
                cited.says(),
                cited.finding(),
                fact.source(),
                fact.method() == null ? "" : fact.method().name().toLowerCase(Locale.ROOT),
                fact.observedAt());
    }

    private static List<String> undo(Plan plan) {
        List<String> undo = new ArrayList<>();
        List<Change> changes = plan.changes();
        if (changes.stream().anyMatch(Change.Registry.class::isInstance))
            undo.add("Registry values are put back as they stood, or taken away where there was none.");
        if (changes.stream().anyMatch(Change.Service.class::isInstance))
            undo.add("Services are started or stopped as they were.");
        if (changes.stream().anyMatch(change -> change instanceof Change.Update || change instanceof Change.Product))
            undo.add("What is installed stays installed; it is not taken off again.");
        if (changes.stream().anyMatch(Change.Command.class::isInstance))
            undo.add("A product's own step is not taken back by Ratchet.");
        return undo;
    }
}
