package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rung each asset came to and when. A rung is kept when a round decides another readiness of a system for a goal
 * than the one before; the ladder is written with the decisions and never by anybody else.
 */
public interface Ladder {
    /**
     * One rung.
     *
     * @param site empty where it was unknown
     * @param system empty where none was recognised
     * @param readiness null: from here on nothing is decided of it any more
     * @param decision the id of the decision that says so, as {@link Rounds.Made} has it; null where there is none
     */
    record Rung(
            AssetId asset,
            String site,
            String system,
            Goal goal,
            @Nullable Readiness readiness,
            Instant at,
            long round,
            @Nullable String decision) {}

    /**
     * How often a rung was come to, and when for the first and for the last time.
     *
     * @param site empty where it was unknown
     */
    record Reached(
            String site, String system, Goal goal, Readiness readiness, long times, Instant first, Instant last) {}

    /** Of one asset, oldest first. */
    List<Rung> of(AssetId asset);

    /** Of several assets, by asset, system and goal, each oldest first. */
    List<Rung> of(Set<AssetId> assets);

    /** Every rung for a goal, by asset and system, each oldest first. */
    List<Rung> all(Goal goal);

    /** The assets of which any rung was come to at a site, compared without case. */
    Set<AssetId> everAt(String site);

    /** Counted by the database, in no order. */
    List<Reached> reached();

    /**
     * What a day changed.
     *
     * @param day in UTC
     * @param systems how many more are decided since then, less where something left the estate
     * @param proven how many more of them stand on a rung that proves the goal
     */
    record Climbed(LocalDate day, long systems, long proven) {}

    /** Every day on which anything changed for a goal, the first first; counted by the database. */
    List<Climbed> climbed(Goal goal);

    /** A system that had proven a goal and no longer does. */
    record Fallen(AssetId asset, String system, Readiness from, Readiness to, Instant at) {}

    /** Those that fell at {@code since} or later, the latest first. */
    List<Fallen> fallen(Goal goal, Instant since, int limit);
}
