package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RecordTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts of an asset that a decision looks at: none whose times cannot be (statement 129), and of a fact that was
 * delivered twice the first alone, so that a second delivery changes nothing (statement 140).
 */
final class Admitted {
    private Admitted() {}

    /** What makes two facts one, wherever they were delivered. */
    private record Said(
            Observation observation,
            Instant observedAt,
            String source,
            String format,
            @Nullable Method method) {}

    static AssetState of(AssetState state, Instant at) {
        if (asTheyAre(state.facts(), at)) return state;
        Map<Said, Fact> once = new LinkedHashMap<>();
        for (Fact fact : state.facts()) {
            if (RecordTimes.impossible(fact.observation(), fact.observedAt(), at)
                    .isPresent()) continue;
            once.merge(
                    new Said(fact.observation(), fact.observedAt(), fact.source(), fact.format(), fact.method()),
                    fact,
                    (one, other) -> one.pointer().compareTo(other.pointer()) <= 0 ? one : other);
        }
        return new AssetState(state.id(), state.identity(), state.host(), state.site(), new ArrayList<>(once.values()));
    }

    /** The usual case, seen at little cost: no time is wrong, and no two facts can be one. */
    private static boolean asTheyAre(List<Fact> facts, Instant at) {
        Instant latest = at.plus(RecordTimes.SKEW);
        // Marks are kept at the place that their own bits name, or at the next that is free.
        int[] marks = new int[Integer.highestOneBit(Math.max(1, facts.size())) * 4];
        for (Fact fact : facts) {
            if (fact.observedAt().isAfter(latest)
                    || RecordTimes.impossible(fact.observation(), fact.observedAt(), null)
                            .isPresent()) return false;
            int mark = (fact.observation().hashCode() * 31 + fact.observedAt().hashCode()) | 1;
            int place = (mark ^ (mark >>> 16)) & (marks.length - 1);
            while (marks[place] != 0) {
                if (marks[place] == mark) return false;
                place = (place + 1) & (marks.length - 1);
            }
            marks[place] = mark;
        }
        return true;
    }
}
