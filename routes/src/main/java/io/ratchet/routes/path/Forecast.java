package io.ratchet.routes.path;

import io.ratchet.domain.decision.Goal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When what is open will be done.
 *
 * @param open how many assets are open
 * @param covered of how many of them the forecast speaks
 * @param outside how many it leaves out, by why: they wait for a vendor or for policy, or nothing like them was ever
 *     finished
 * @param p50 the day by which all that is covered is done in half of the courses; null: unknown
 * @param p90 the same in nine of ten
 * @param because what it rests on, or why it is unknown
 * @param families prefixes of the families that it covers
 * @param burnDown how many are open week by week: as it was, then as is expected
 */
public record Forecast(
        Goal goal,
        int open,
        int covered,
        Map<String, Integer> outside,
        @Nullable LocalDate p50,
        @Nullable LocalDate p90,
        String because,
        List<String> families,
        List<Point> burnDown) {
    /** @param expected whether it is yet to come */
    public record Point(LocalDate on, long open, boolean expected) {}
}
