package io.ratchet.routes.execute;

import io.ratchet.domain.Checks;
import java.time.Duration;

/**
 * How patient a run is.
 *
 * @param attempts how often a step that failed in passing is tried before the run gives up, at least 1
 * @param backoff the pause before the second attempt; it doubles with each further one
 * @param rebootPoll how often a restarting host is asked whether it is back
 * @param rebootDeadline how long a restart may take
 * @param room how much of the window must be left for a run to begin
 * @param lease how long a host stays taken without a sign of life of its run
 */
public record RunSettings(
        int attempts, Duration backoff, Duration rebootPoll, Duration rebootDeadline, Duration room, Duration lease) {
    public RunSettings {
        Checks.that(attempts >= 1, "a step is attempted at least once");
    }

    /** What suits real machines. */
    public static RunSettings patient() {
        return new RunSettings(
                4,
                Duration.ofSeconds(20),
                Duration.ofSeconds(15),
                Duration.ofMinutes(30),
                Duration.ofMinutes(45),
                Duration.ofMinutes(20));
    }

    Duration pauseAfter(int attempt) {
        return backoff.multipliedBy(1L << Math.min(attempt, 6));
    }
}
