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
 */
public record ReadOptions(@Nullable Format format, @Nullable Instant observedAt, String zone) {
    public static ReadOptions plain() {
        return new ReadOptions(null, null, HostRef.DEFAULT_ZONE);
    }
}
