package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;
import java.time.Duration;
import java.time.Instant;

/** One opening of a site's maintenance window: a run may begin from {@code opens} until before {@code closes}. */
public record ChangeWindow(Instant opens, Instant closes) {
    public ChangeWindow {
        Checks.that(closes.isAfter(opens), "a window closes after it opens");
    }

    public boolean open(Instant at) {
        return !at.isBefore(opens) && at.isBefore(closes);
    }

    /** Whether something that takes {@code needed} would end before the window closes. */
    public boolean roomFor(Instant at, Duration needed) {
        return open(at) && !at.plus(needed).isAfter(closes);
    }
}
