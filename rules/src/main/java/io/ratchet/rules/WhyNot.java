package io.ratchet.rules;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.rules.RuleSource.Element;
import io.ratchet.rules.RuleSource.PatternElement;
import io.ratchet.rules.RuleTrace.Candidate;
import io.ratchet.rules.RuleTrace.Outcome;
import io.ratchet.rules.RuleTrace.Stopped;
import io.ratchet.rules.catalogue.RuleDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says how far a rule came on the facts of one asset. Knows nothing of any rule: it works on whatever stands in a rule
 * book's files.
 */
final class WhyNot {
    private static final String WORD = "rule";
    private static final int SHOWN = 5;

    private final RuleDescription rule;
    private final RuleSource source;
    private final Probes probes;

    private WhyNot(RuleDescription rule, RuleSource source, Probes probes) {
        this.rule = rule;
        this.source = source;
        this.probes = probes;
    }

    /** Takes one rule of a rule book apart; may be shared between threads and used again. */
    static WhyNot of(RuleDescription rule, List<DrlFile> files) {
        RuleSource source = RuleSource.find(rule.id(), files);
        return new WhyNot(rule, source, Probes.of(Map.of(WORD, source)));
    }

    /**
     * @param facts of the asset, as deciding inserts them
     * @param decided what was decided for the asset
     */
    RuleTrace trace(AssetId asset, Collection<?> facts, List<Decision> decided) {
        Probes.Seen seen = probes.run(facts).getOrDefault(WORD, new Probes.Seen());
        List<String> conditions = source.conditions();
        if (seen.furthest() < conditions.size() - 1)
            return new RuleTrace(rule, asset, Outcome.NOT_FIRED, conditions, List.of(), stopped(source, seen, facts));
        List<Decision> made = decided.stream().filter(this::shaped).toList();
        boolean held = made.stream()
                .anyMatch(decision -> decision instanceof Decision.Hold
                        && decision.why().rule().equals(rule.id()));
        return new RuleTrace(rule, asset, held ? Outcome.HELD : Outcome.FIRED, conditions, made, null);
    }

    private boolean shaped(Decision decision) {
        return decision.why().rule().equals(rule.id())
                || (decision instanceof Decision.Hold hold
                        && hold.gates().stream().anyMatch(gate -> gate.rule().equals(rule.id())));
    }

    /** Where a rule stopped whose last step nothing reaches. */
    static Stopped stopped(RuleSource source, Probes.Seen seen, Collection<?> all) {
        int failed = seen.furthest() + 1;
        int step = 0;
        List<Object> facts = List.of();
        String kind = "";
        for (Element element : source.elements()) {
            int steps = element instanceof PatternElement pattern
                    ? pattern.conditions().size() + 1
                    : 1;
            if (element instanceof PatternElement pattern) {
                kind = pattern.kind();
                if (failed == step) return nothingOf(pattern, step, all);
                facts = seen.reaching(step);
                if (failed < step + steps) return condition(pattern, step, seen, facts);
            } else if (failed == step) {
                return whole(kind, element, step, facts);
            }
            step += steps;
        }
        throw new IllegalStateException("the last step was reached");
    }

    private static Stopped nothingOf(PatternElement pattern, int step, Collection<?> all) {
        String mustBe = "There would have to be a fact of the kind " + pattern.kind() + pattern.behind() + "."
                + (pattern.behind().isEmpty() ? FoundValues.whyNone(pattern.kind(), all) : "");
        return new Stopped(pattern.kind(), step, pattern.kind(), mustBe, List.of(), 0);
    }

    private static Stopped whole(String kind, Element element, int step, List<Object> facts) {
        String text = element.drl().replaceAll("\\s+", " ");
        List<Candidate> candidates = facts.stream()
                .map(fact -> candidate(fact, List.of()))
                .sorted(ORDER)
                .toList();
        return stopped(kind, step, text, "'" + text + "' would have to hold.", candidates);
    }

    private static final Comparator<Candidate> ORDER =
            Comparator.comparing(Candidate::fact).thenComparing(Candidate::says);

    /**
     * The facts that satisfy most of a pattern's conditions, whatever their order; among equals those that satisfy what
     * few others do.
     */
    private static Stopped condition(PatternElement pattern, int first, Probes.Seen seen, List<Object> facts) {
        double best = facts.stream()
                .mapToDouble(fact -> score(fact, pattern, first, seen, facts))
                .max()
                .orElse(0);
        List<Object> nearest = facts.stream()
                .filter(fact -> score(fact, pattern, first, seen, facts) >= best)
                .toList();
        int failed = nearest.stream().mapToInt(seen::step).max().orElse(first) + 1;
        Condition condition = pattern.conditions().get(failed - first - 1);
        Set<Candidate> candidates = new LinkedHashSet<>();
        nearest.stream()
                .filter(fact -> seen.step(fact) == failed - 1)
                .map(fact -> candidate(fact, condition.reads()))
                .sorted(ORDER)
                .forEach(candidates::add);
        return stopped(pattern.kind(), failed, condition.text(), condition.mustBe(), new ArrayList<>(candidates));
    }

    private static double score(Object fact, PatternElement pattern, int first, Probes.Seen seen, List<Object> facts) {
        double score = 0;
        for (int i = 1; i <= pattern.conditions().size(); i++) {
            int step = first + i;
            if (!seen.satisfies(fact, step)) continue;
            long others =
                    facts.stream().filter(other -> seen.satisfies(other, step)).count();
            score += 1
                    + (1 - (double) others / facts.size())
                            / (pattern.conditions().size() + 1);
        }
        return score;
    }

    private static Candidate candidate(Object fact, List<String> reads) {
        return new Candidate(FoundValues.name(fact), FoundValues.says(fact), FoundValues.of(fact, reads));
    }

    private static Stopped stopped(
            @Nullable String kind, int holding, String condition, String mustBe, List<Candidate> candidates) {
        int shown = Math.min(SHOWN, candidates.size());
        return new Stopped(
                kind == null ? "" : kind,
                holding,
                condition,
                mustBe,
                candidates.subList(0, shown),
                candidates.size() - shown);
    }
}
