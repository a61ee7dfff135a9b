package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the most trusted source says of one thing. Nobody said anything, somebody said it too long ago, and somebody
 * said it without looking, are all unknown: none is ever a pass and none is ever "absent" (statements 9, 109, 125 and
 * 126).
 *
 * @param fact null when nobody said anything
 * @param sure whether it is fresh and its source looked
 */
public record Told<T extends Observation>(
        Class<T> type, @Nullable Fact fact, boolean sure) {
    /** Whether a fact that is evidence says something of it. */
    public boolean known() {
        return fact != null && sure;
    }

    /** What was said, fresh or not. */
    public Optional<T> said() {
        return fact == null ? Optional.empty() : Optional.of(type.cast(fact.observation()));
    }

    /** What was said, if that is evidence. */
    public Optional<T> believed() {
        return known() ? said() : Optional.empty();
    }
}
