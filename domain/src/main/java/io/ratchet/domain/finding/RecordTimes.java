package io.ratchet.domain.finding;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times that cannot be (statement 129): nobody saw what comes later, and no window ends before it begins. */
public final class RecordTimes {
    /** How far the clocks of a source and of Ratchet may lie apart. */
    public static final Duration SKEW = Duration.ofDays(1);

    private RecordTimes() {}

    /**
     * What of a record cannot be, a sentence; empty where all can.
     *
     * @param moment of the decision or of the delivery; null when it is not known
     */
    public static Optional<String> impossible(Observation seen, Instant observedAt, @Nullable Instant moment) {
        if (moment != null && observedAt.isAfter(moment.plus(SKEW)))
            return Optional.of(
                    "The record says it was observed at " + observedAt + ", more than a day after " + moment + ".");
        if (seen instanceof Observation.Boot boot) return later("boot.at", boot.at(), observedAt);
        if (seen instanceof Observation.UpdateInstalled update)
            return later("update-installed.at", update.at(), observedAt);
        if (seen instanceof Observation.InstalledProduct product)
            return later("installed-product.at", product.at(), observedAt);
        return seen instanceof Observation.ProtocolUse use ? window(use, observedAt) : Optional.empty();
    }

    private static Optional<String> window(Observation.ProtocolUse use, Instant observedAt) {
        if (use.from() != null && use.to() != null && use.from().isAfter(use.to()))
            return Optional.of(
                    "The record's protocol-use.from, " + use.from() + ", lies after its to, " + use.to() + ".");
        return later("protocol-use.from", use.from(), observedAt)
                .or(() -> later("protocol-use.to", use.to(), observedAt));
    }

    private static Optional<String> later(String field, @Nullable Instant time, Instant observedAt) {
        return time == null || !time.isAfter(observedAt)
                ? Optional.empty()
                : Optional.of("The record's " + field + ", " + time + ", lies after the moment it was observed, "
                        + observedAt + ".");
    }
}
