package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;
import java.time.Instant;

/**
 * Who allowed a plan, and which: it is void for any other plan hash.
 *
 * @param by {@code user:..} or {@code policy:..}
 * @param expires the last moment at which a run may begin under it
 */
public record Approval(String by, Instant at, String planHash, Instant expires) {
    public Approval {
        Checks.text(by, "approval.by");
        Checks.sha256(planHash, "approval.planHash");
        Checks.that(expires.isAfter(at), "an approval expires after it is given");
    }
}
