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
        Checks.that(isAscii(text), "a phase script is ASCII");
    }

    /** By a loop: a script has tens of thousands of characters, and each phase of each host makes one. */
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) >= 128) return false;
        return true;
    }
}
