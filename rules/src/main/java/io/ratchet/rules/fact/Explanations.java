package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.RuleDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Words the explanations of decisions: the rule that fired, the statements and sources of it and of what it speaks of,
 * and the facts.
 */
final class Explanations {
    /** How many facts one decision cites. */
    static final int CITED = 8;

    private static final int REMEMBERED = 1_000;

    private final Map<Basis, Basis> bases = new HashMap<>();
    private final Map<Fact, Explanation.FactCited> cited = new IdentityHashMap<>();
    private final Map<Instant, String> moments = new HashMap<>();

    /** What a rule and the row it speaks of rest on together; the same few pairs all over an estate. */
    private record Basis(String rule, List<Integer> own, List<Integer> statements, List<String> sources) {
        /** What lists of sources tell apart is seen when they are compared. */
        @Override
        public int hashCode() {
            return rule.hashCode() * 31 + own.hashCode();
        }

        Basis under(RuleDescription now) {
            Set<Integer> all = new TreeSet<>(now.statements());
            all.addAll(own);
            all.addAll(statements);
            Set<String> citations = new LinkedHashSet<>(now.sources());
            citations.addAll(sources);
            return new Basis(rule, own, List.copyOf(all), List.copyOf(citations));
        }
    }

    Explanation of(@Nullable RuleDescription rule, Need need, String because) {
        List<Integer> also = need.isBeforeOnly() ? need.row().statements() : List.of();
        String told = because + unsupported(need.row(), need.host());
        return of(rule, need.statements(), also, need.sources(), need.confidence(), need.facts(), told);
    }

    Explanation of(@Nullable RuleDescription rule, Recognised system, String because) {
        Row row = system.row();
        return of(
                rule,
                row.statements(),
                List.of(),
                row.sources(),
                row.confidence(),
                system.facts(),
                because + unsupported(row, system.host()));
    }

    Explanation of(@Nullable RuleDescription rule, Row row, String because) {
        return of(rule, List.of(), List.of(), row.sources(), row.confidence(), List.of(), because);
    }

    Explanation of(@Nullable RuleDescription rule, Host host, String because) {
        List<Fact> facts = host.belief().foremost();
        return of(rule, List.of(), List.of(), List.of(), Confidence.MEDIUM, facts, because);
    }

    /** A note for people: what its vendor no longer supports gets no more fixes either. */
    private static String unsupported(Row row, Host host) {
        return row.unsupportedAt(host.belief().at())
                ? " Its vendor's support ended on " + row.endOfSupport() + "."
                : "";
    }

    private Explanation of(
            @Nullable RuleDescription rule,
            List<Integer> own,
            List<Integer> statements,
            List<String> sources,
            Confidence confidence,
            List<Fact> facts,
            String because) {
        if (rule == null) throw new IllegalStateException("a decision outside any rule");
        Basis basis = bases.computeIfAbsent(new Basis(rule.id(), own, statements, sources), key -> key.under(rule));
        return new Explanation(
                rule.id(), basis.statements, rule.status(), basis.sources, confidence, cite(facts), because);
    }

    /** The same fact is cited by many decisions of its asset; the same words are not cited twice by one. */
    private List<Explanation.FactCited> cite(List<Fact> facts) {
        List<Explanation.FactCited> citing = new ArrayList<>(Math.min(facts.size(), CITED));
        for (Fact fact : facts) {
            if (citing.size() == CITED) break;
            Explanation.FactCited one = cited.computeIfAbsent(
                    fact, key -> new Explanation.FactCited(key.pointer(), Words.of(key, moment(key.observedAt()))));
            if (citing.stream().noneMatch(other -> other.says().equals(one.says()))) citing.add(one);
        }
        return citing;
    }

    /** A report tells of thousands of things at one moment. */
    private String moment(Instant at) {
        return moments.computeIfAbsent(at, Instant::toString);
    }

    /** The facts of assets that are done are cited no more. */
    void forgetFacts() {
        cited.clear();
        if (moments.size() > REMEMBERED) moments.clear();
    }
}
