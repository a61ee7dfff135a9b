package io.ratchet.routes.path;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.store.Forecasts;
import io.ratchet.store.Regressions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The path of a part of the estate: what is reached since when, what remains in which order, what holds the most, who
 * owes it, which exceptions stand, and the smallest set of assets whose readiness frees the most others.
 *
 * @param round the round of deciding that it was drawn from; 0: nothing was decided yet
 * @param decidedAt the moment of that round
 * @param rungs of a single asset, oldest first; empty for more than one
 * @param proven of a single asset, for each goal that it has proven now; empty for more than one
 */
public record EstatePath(
        Instant at,
        long round,
        @Nullable Instant decidedAt,
        PathScope scope,
        List<Standing> goals,
        List<Owed> owed,
        List<Remaining> remaining,
        List<Blocker> blockers,
        int blockersInAll,
        List<Blocker> criticalPath,
        List<Excepted> exceptions,
        Cheapest cheapest,
        List<Rung> rungs,
        List<Told> forecasts,
        Regressed regressed,
        List<Proven> proven) {
    /**
     * What had been proven and moved back.
     *
     * @param standing how many stand, of an asset and a goal each
     * @param found how many were found since {@code since}
     * @param shown those that stand and those that were found since then, the latest first; of a single asset all
     * @param more how many are not shown
     */
    public record Regressed(long standing, long found, Instant since, List<Regressions.Kept> shown, long more) {}

    /** What became of a forecast. */
    public enum Outcome {
        /** All was done by its P50. */
        BY_P50,
        /** All was done by its P90, and not by its P50. */
        BY_P90,
        /** Its P90 is past, and not all was done by it. */
        LATER,
        /** That cannot be told yet. */
        PENDING,
        /** It was unknown. */
        UNKNOWN
    }

    /** A forecast that was shown on an earlier day, and what became of it. */
    public record Earlier(Forecasts.Shown shown, Outcome outcome) {}

    /**
     * A forecast with those that were shown before.
     *
     * @param moved what moved it since it was shown a week ago or earlier; empty where it was not
     * @param earlier newest first, without the one of today
     */
    public record Told(Forecast forecast, String moved, List<Earlier> earlier) {}

    /**
     * How far a goal is reached.
     *
     * @param assets how many the goal is asked of
     * @param done of how many everything is shown to be there
     * @param ladder by readiness, each asset's systems counted one by one
     */
    public record Standing(Goal goal, int assets, int done, List<Step> ladder) {
        public int open() {
            return assets - done;
        }
    }

    /**
     * A step of the ladder.
     *
     * @param systems how many stand on it now
     * @param times how often it was ever come to; 0 when only known from before the ladder was kept
     * @param first when for the first time; null: not known
     * @param last when for the last time; null: not known
     */
    public record Step(
            Readiness readiness,
            int systems,
            long times,
            @Nullable Instant first,
            @Nullable Instant last) {}

    /** @param alone of how many assets nobody else owes anything */
    public record Owed(Owes by, int assets, int alone) {}

    /**
     * What remains, alike work together.
     *
     * @param wave 1: can be done now; N: once waves up to N - 1 are; {@code null}: never as things stand, for assets
     *     wait for one another
     * @param decision as the contract says it
     * @param family of systems
     * @param examples ids of some of the assets
     */
    public record Remaining(
            @Nullable Integer wave,
            Goal goal,
            String decision,
            String family,
            Set<Owes> owedBy,
            int assets,
            List<String> examples) {}

    /**
     * What others wait for: an asset, or a gate that no asset keeps shut.
     *
     * @param id of the asset; of a gate with its scope
     * @param behind how many assets of the scope wait for it, for those that wait for it, and so on
     * @param direct how many wait for it itself
     * @param wave when its own work can be done
     * @param gates the gates through which
     * @param because why, for one that waits
     * @param liftedBy what would lift that
     */
    public record Blocker(
            String id,
            boolean asset,
            int behind,
            int direct,
            @Nullable Integer wave,
            Set<Owes> owedBy,
            List<String> gates,
            String because,
            String liftedBy) {}

    /**
     * An exception that stands, or stood.
     *
     * @param daysLeft until its last day, that day included; 0 or less once it is over
     * @param over whether its last day is past
     */
    public record Excepted(ExceptionEntry entry, long daysLeft, boolean over) {}

    /**
     * The smallest sets that free the most.
     *
     * @param algorithm how they were found
     * @param most of how many blockers a set may consist
     * @param held how many assets of the scope wait for others
     * @param beyond how many of them need more blockers than any such set has
     */
    public record Cheapest(String algorithm, int most, int held, int beyond, List<UnblockSet> sets) {}

    /**
     * A set of blockers.
     *
     * @param blockers ids, as in {@link Blocker}
     * @param frees how many others are free once these are ready
     * @param atMost what no set of this size exceeds
     * @param exact whether no set of this size frees more
     */
    public record UnblockSet(List<String> blockers, int frees, int atMost, boolean exact) {}

    /**
     * A rung of one asset with its evidence.
     *
     * @param readiness null: from here on nothing is decided of it any more
     * @param decision the id of the decision that says so; null: none
     * @param facts what it rests on, in words, each with its finding
     */
    public record Rung(
            String system,
            Goal goal,
            @Nullable Readiness readiness,
            Instant at,
            long round,
            @Nullable String decision,
            @Nullable String rule,
            @Nullable String because,
            List<String> facts) {}
}
