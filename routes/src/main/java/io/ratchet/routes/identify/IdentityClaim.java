package io.ratchet.routes.identify;

import io.ratchet.domain.finding.HostRef;
import java.time.Instant;
import java.time.LocalDate;

/**
 * What one source has said of who an asset is: that all these identifiers are one host.
 *
 * @param since the first day, in UTC, on which it said so
 * @param last when it said so last
 */
public record IdentityClaim(String source, HostRef host, LocalDate since, Instant last) {
    /** The same said on more days than one. */
    IdentityClaim and(IdentityClaim other) {
        return new IdentityClaim(
                source,
                host,
                since.isBefore(other.since) ? since : other.since,
                last.isAfter(other.last) ? last : other.last);
    }
}
