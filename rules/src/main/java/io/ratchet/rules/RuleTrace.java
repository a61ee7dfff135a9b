package io.ratchet.rules;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.rules.catalogue.RuleDescription;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether one rule fired for one asset, and if not, which of its conditions failed first.
 *
 * @param conditions of the rule in its own words and order; a kind of fact is a condition of its own
 * @param decisions that it made, or that a gate of it holds; empty when it did not fire
 * @param stopped where it failed; null when it fired
 */
public record RuleTrace(
        RuleDescription rule,
        AssetId asset,
        Outcome outcome,
        List<String> conditions,
        List<Decision> decisions,
        @Nullable Stopped stopped) {
    /** What became of the rule. */
    public enum Outcome {
        FIRED,
        /** It fired, and gates hold what it wished. */
        HELD,
        NOT_FIRED
    }

    /**
     * The first condition that failed, on the facts that satisfy most of the others.
     *
     * @param kind of fact the condition is asked of, such as {@code Need}
     * @param holding how many conditions hold before it
     * @param condition in the rule's own words
     * @param mustBe what would have to be so, a sentence
     * @param candidates the facts on which it failed; empty when there is no fact of that kind
     * @param others how many more of them there are than are shown
     */
    public record Stopped(
            String kind, int holding, String condition, String mustBe, List<Candidate> candidates, int others) {
        public Stopped {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * A fact for which the rule nearly fired.
     *
     * @param fact what it is, a clause
     * @param says what it rests on, a sentence; empty when nothing is to be said
     * @param found the value of each property that the failed condition reads
     */
    public record Candidate(String fact, String says, Map<String, String> found) {
        public Candidate {
            found = Collections.unmodifiableMap(new LinkedHashMap<>(found));
        }
    }

    public RuleTrace {
        conditions = List.copyOf(conditions);
        decisions = List.copyOf(decisions);
    }
}
