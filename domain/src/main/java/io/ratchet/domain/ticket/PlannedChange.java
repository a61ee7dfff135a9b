package io.ratchet.domain.ticket;

import io.ratchet.domain.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a change request says besides its words.
 *
 * @param planHash of the only plan it is for
 * @param risk {@code low}, {@code medium}, {@code high} or {@code critical}
 * @param opens when the plan would begin; null where the site has no window
 * @param closes when it is over at the latest; null where the site has no window
 */
public record PlannedChange(
        String planHash,
        String risk,
        @Nullable Instant opens,
        @Nullable Instant closes) {
    public PlannedChange {
        Checks.sha256(planHash, "the plan of a change");
        Checks.text(risk, "the risk of a change");
        Checks.that((opens == null) == (closes == null), "a window opens and closes");
    }
}
