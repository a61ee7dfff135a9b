package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;
import io.ratchet.domain.failure.Failure;
import java.time.Instant;

/**
 * Why a run does not get on: the last thing that went wrong at its present step. It is part of the state, so that
 * whoever looks sees it while it lasts, and so that a process that takes over knows how often was tried.
 *
 * @param attempts how often this step was tried in vain, at least 1
 * @param since when it first went wrong
 * @param next when it is tried again
 */
public record Trouble(int attempts, Failure cause, Instant since, Instant next) {
    public Trouble {
        Checks.that(attempts >= 1, "trouble comes of an attempt");
    }
}
