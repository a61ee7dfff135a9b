package io.ratchet.routes.identify;

import io.ratchet.domain.finding.HostRef;
import java.time.Instant;

/** One source saying that these identifiers are one host, and from when to when it said so. */
record Claim(String source, HostRef host, Instant first, Instant last) {
    Claim seenAt(Instant at) {
        return new Claim(source, host, at.isBefore(first) ? at : first, at.isAfter(last) ? at : last);
    }
}
