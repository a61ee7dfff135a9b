package io.ratchet.routes.execute;

import io.ratchet.domain.Checks;
import java.time.Duration;

/**
 * How patient a run is.
 *
 * @param attempts how often a step that failed in passing is tried in one window, at least 1
 * @param backoff the pause before the second attempt; it doubles with each further one
 * @param longestPause what the pause between two attempts never exceeds
 * @param windows in how many windows a host is tried that cannot be reached where its site does not say, at least 1
 * @param rebootPoll how often a restarting host is asked whether it is back
 * @param rebootRepeat after which a host that took the request to restart and has not done so is asked again
 * @param rebootDeadline how long a restart may take before it is told as trouble
 * @param patience how long a host that was changed is looked for before the run gives up on it
 * @param room how much of the window must be left for a leg to begin as long as too little is known of how long it
 *     takes ({@link Room})
 * @param restartRoom how much of the window must be left for a restart to begin
 * @param lease how long a turn may give no sign of life before another one may take its host
 */
public record RunSettings(
        int attempts,
        Duration backoff,
        Duration longestPause,
        int windows,
        Duration rebootPoll,
        Duration rebootRepeat,
        Duration rebootDeadline,
        Duration patience,
        Duration room,
        Duration restartRoom,
        Duration lease) {
    public RunSettings {
        Checks.that(attempts >= 1, "a step is attempted at least once");
        Checks.that(windows >= 1, "a host is tried in at least one window");
    }

    /** What suits real machines. */
    public static RunSettings patient() {
        return new RunSettings(
                60,
                Duration.ofSeconds(20),
                Duration.ofMinutes(10),
                5,
                Duration.ofSeconds(15),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofHours(24),
                Duration.ofMinutes(45),
                Duration.ofMinutes(15),
                Duration.ofSeconds(40));
    }

    Duration pauseAfter(int attempt) {
        Duration pause = backoff.multipliedBy(1L << Math.min(attempt, 10));
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
