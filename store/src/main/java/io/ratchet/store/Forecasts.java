package io.ratchet.store;

import io.ratchet.domain.decision.Goal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every forecast that was shown to anybody, so that it can be held against what happened. */
public interface Forecasts {
    /**
     * A forecast as it was shown.
     *
     * @param scope of what, such as {@code site:HQ}; {@code estate} for everything
     * @param on the day, in UTC; of a day the first one counts
     * @param remaining how many assets were still to come
     * @param p50 the day by which half of the courses were done; null: unknown
     * @param p90 the day by which nine in ten were; null: unknown
     * @param families prefixes of the families of systems of which it spoke
     * @param because what it rests on, or why it is unknown; one sentence
     */
    record Shown(
            String scope,
            Goal goal,
            Instant at,
            LocalDate on,
            long remaining,
            @Nullable LocalDate p50,
            @Nullable LocalDate p90,
            List<String> families,
            String because) {}

    /** Keeps it. False: one of this day is kept already, and stays. */
    boolean keep(Shown forecast);

    /** Of a scope and goal, newest first. */
    List<Shown> newest(String scope, Goal goal, int limit);
}
