package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Regression;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What had been proven and moved back. Of an asset and a goal at most one stands at a time; none is ever deleted. */
public interface Regressions {
    /**
     * One that was found.
     *
     * @param endedAt when the goal was proven again, or the asset was gone; null: it stands
     */
    record Kept(Regression regression, @Nullable Instant endedAt) {
        public boolean stands() {
            return endedAt == null;
        }
    }

    /** Must only be called where none stands for this asset and goal. */
    void keep(Regression found);

    /** The one that stands for this asset and goal stands no longer; nothing is done where none does. */
    void end(AssetId asset, Goal goal, Instant at);

    /** Those that stand, by asset and goal. */
    List<Regression> standing();

    /** The same of some assets. */
    List<Regression> standing(Set<AssetId> assets);

    /** Those that stand, and those that were found at {@code since} or later; the latest first. */
    List<Kept> since(Instant since);

    /** The same for a goal; at most {@code limit}, those that stand before the others. */
    List<Kept> since(Goal goal, Instant since, int limit);

    /** Every one of an asset, the latest first. */
    List<Kept> of(AssetId asset);

    long countStanding(Goal goal);
}
