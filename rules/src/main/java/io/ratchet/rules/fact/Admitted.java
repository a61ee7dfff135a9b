package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RecordTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        Map<Said, Fact> once = new LinkedHashMap<>();
        for (Fact fact : state.facts()) {
            if (RecordTimes.impossible(fact.observation(), fact.observedAt(), at)
                    .isPresent()) continue;
            once.merge(
                    new Said(fact.observation(), fact.observedAt(), fact.source(), fact.format(), fact.method()),
                    fact,
                    (one, other) -> one.pointer().compareTo(other.pointer()) <= 0 ? one : other);
        }
        if (once.size() == state.facts().size()) return state;
        return new AssetState(state.id(), state.identity(), state.host(), state.site(), new ArrayList<>(once.values()));
    }
}
