package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the most trusted source says of one thing. Nobody said anything, and somebody said it too long ago, are both
 * unknown: neither is ever a pass and neither is ever "absent" (statements 9, 109 and 125).
 *
 * @param fact null when nobody said anything
 */
public record Told<T extends Observation>(
        Class<T> type, @Nullable Fact fact, boolean fresh) {
    /** Whether a fresh fact says something of it. */
    public boolean known() {
        return fact != null && fresh;
    }

    /** What was said, fresh or not. */
    public Optional<T> said() {
        return fact == null ? Optional.empty() : Optional.of(type.cast(fact.observation()));
    }

    /** What was said, if that is fresh. */
    public Optional<T> believed() {
        return known() ? said() : Optional.empty();
    }
}
