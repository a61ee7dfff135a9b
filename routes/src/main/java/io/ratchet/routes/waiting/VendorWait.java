package io.ratchet.routes.waiting;

import io.ratchet.domain.decision.Decision;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A system of an asset that waits for its vendor.
 *
 * @param decision what says so now
 * @param since from when it has been decided so without a gap
 * @param build the awaited build in the catalogue's words; null where no build is known
 * @param release the day of the vendor's release; null where nobody knows it
 * @param holds what waits with it, by asset
 */
public record VendorWait(
        Decision.AwaitVendor decision,
        Instant since,
        @Nullable String build,
        @Nullable LocalDate release,
        List<Held> holds) {
    /**
     * Another asset that may not go on.
     *
     * @param gates ids of the gates that name the one that waits, sorted
     */
    public record Held(String asset, List<String> gates) {}
}
