package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Rejected;

/**
 * A message of which nothing could be read, or that cannot be kept: it is set aside with its reason, so that those
 * behind it are not held back, and can be taken in later, by a release that knows better.
 *
 * @param code of the failure, such as {@code INTAKE-BAD-VALUE}
 * @param reason one sentence
 */
public record DeadLetter(FactsMessage message, String code, String reason) {
    static DeadLetter of(FactsMessage message, Rejected because) {
        return new DeadLetter(message, because.reason(), because.record() + ": " + because.message());
    }
}
