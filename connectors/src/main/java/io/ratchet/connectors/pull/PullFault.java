package io.ratchet.connectors.pull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source gave no whole answer. It is asked again, for nothing is lost by that. */
public final class PullFault extends Exception {
    private static final long serialVersionUID = 1;

    private final @Nullable Duration after;
    private final boolean expired;
    private final int status;

    private PullFault(String why, @Nullable Duration after, boolean expired, int status, @Nullable Throwable cause) {
        super(why, cause);
        this.after = after;
        this.expired = expired;
        this.status = status;
    }

    static PullFault retry(String why, @Nullable Duration after, @Nullable Throwable cause) {
        return new PullFault(why, after, false, 0, cause);
    }

    static PullFault answered(int status, String why, @Nullable Duration after) {
        return new PullFault(why, after, false, status, null);
    }

    /** What was kept of this turn is not known there any more, so the turn begins anew. */
    PullFault expiry() {
        return new PullFault(getMessage() == null ? "" : getMessage(), after, true, status, this);
    }

    /** How long to wait at the least, where it says. */
    public Optional<Duration> after() {
        return Optional.ofNullable(after);
    }

    /** Whether the turn is to begin anew, from what was fetched whole before it. */
    public boolean expired() {
        return expired;
    }

    int status() {
        return status;
    }
}
