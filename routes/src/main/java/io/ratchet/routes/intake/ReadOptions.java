package io.ratchet.routes.intake;

import io.ratchet.domain.finding.HostRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person says of a report beyond what stands in it.
 *
 * @param format null: known by its content
 * @param observedAt for records that do not say when they were observed
 * @param zone the addressing zone of hosts for which the report names none
 * @param moment of the delivery or of the decision: what was observed more than a day later is rejected (statement
 *     129); null: not asked
 */
public record ReadOptions(
        @Nullable Format format,
        @Nullable Instant observedAt,
        String zone,
        @Nullable Instant moment) {
    public ReadOptions(@Nullable Format format, @Nullable Instant observedAt, String zone) {
        this(format, observedAt, zone, null);
    }

    public static ReadOptions plain() {
        return new ReadOptions(null, null, HostRef.DEFAULT_ZONE);
    }

    /** The same, for a report that is delivered or decided on at this moment. */
    public ReadOptions at(Instant now) {
        return new ReadOptions(format, observedAt, zone, now);
    }
}
