package io.ratchet.domain.plan;

import io.ratchet.domain.Checks;
import java.time.Duration;

/**
 * All calls of one phase as one script for one shell.
 *
 * @param runId unique per attempt; the host's answer repeats it
 * @param text the whole PowerShell 2.0 script; ASCII
 * @param timeout how long the answer may take
 */
public record PhaseScript(String runId, Phase phase, String text, Duration timeout) {
    public PhaseScript {
        Checks.text(runId, "runId");
        Checks.that(text.chars().allMatch(c -> c < 128), "a phase script is ASCII");
    }
}
