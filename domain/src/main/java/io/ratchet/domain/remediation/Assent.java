package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;
import java.time.Instant;

/**
 * One yes to a plan.
 *
 * @param by {@code user:..} or {@code policy:..}
 */
public record Assent(String by, Instant at) {
    public Assent {
        Checks.text(by, "assent.by");
    }
}
