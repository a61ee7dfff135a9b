package io.ratchet.routes.path;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Regression;
import io.ratchet.store.Ladder.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * For how long an asset has proven a goal with everything that was recognised on it, without a gap: a day on which it
 * was not known begins it anew.
 *
 * @param days whole ones, up to now
 */
public record Proven(Goal goal, Instant since, long days) {
    /**
     * Each goal that is proven now.
     *
     * @param rungs of one asset
     * @param standing what moved back of it; a goal of which anything did is not proven
     */
    public static List<Proven> of(List<Rung> rungs, List<Regression> standing, Instant now) {
        List<Proven> proven = new ArrayList<>();
        for (Goal goal : Goal.values()) {
            if (standing.stream().anyMatch(one -> one.goal() == goal)) continue;
            since(rungs.stream().filter(rung -> rung.goal() == goal).toList(), goal)
                    .ifPresent(since -> proven.add(new Proven(
                            goal,
                            since,
                            Math.max(0, Duration.between(since, now).toDays()))));
        }
        return proven;
    }

    private static Optional<Instant> since(List<Rung> rungs, Goal goal) {
        List<Rung> inTime = rungs.stream()
                .sorted(Comparator.comparingLong(Rung::round).thenComparing(Rung::at))
                .toList();
        Map<String, Boolean> shown = new HashMap<>();
        Instant since = null;
        for (int i = 0; i < inTime.size(); i++) {
            Rung rung = inTime.get(i);
            if (rung.readiness() == null) shown.remove(rung.system());
            else shown.put(rung.system(), rung.readiness().proves(goal));
            boolean more = i + 1 < inTime.size() && inTime.get(i + 1).at().equals(rung.at());
            if (more) continue;
            boolean all = !shown.isEmpty() && !shown.containsValue(false);
            if (!all) since = null;
            else if (since == null) since = rung.at();
        }
        return Optional.ofNullable(since);
    }
}
