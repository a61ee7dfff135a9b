package io.ratchet.routes.path;

import io.ratchet.domain.decision.Family;
import io.ratchet.domain.decision.Goal;
import io.ratchet.store.Ladder.Rung;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long an asset was on its way to a goal: from the moment at which something of it was open, until everything was
 * shown to be there. What is still under way has no end: it is censored, not left out.
 *
 * @param family prefix of the system that was shown last, or is not shown yet
 * @param closed null: still open
 * @param left whether it ended because nothing is decided of the asset any more, which is no success
 */
record Spell(
        String asset,
        String site,
        String family,
        Instant opened,
        @Nullable Instant closed,
        boolean left) {
    Spell {
        // A clock that was set back between two rounds makes nothing end before it began.
        if (closed != null && closed.isBefore(opened)) closed = opened;
    }

    boolean openAt(Instant at) {
        return !opened.isAfter(at) && (closed == null || closed.isAfter(at));
    }

    /** @param rungs for one goal, by asset and system, each oldest first */
    static List<Spell> of(List<Rung> rungs, Goal goal) {
        List<Spell> spells = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= rungs.size(); i++)
            if (i == rungs.size()
                    || !rungs.get(i).asset().equals(rungs.get(from).asset())) {
                ofAsset(rungs.subList(from, i), goal, spells);
                from = i;
            }
        return spells;
    }

    private static void ofAsset(List<Rung> rungs, Goal goal, List<Spell> spells) {
        List<Rung> inTime = rungs.stream()
                .sorted(Comparator.comparingLong(Rung::round).thenComparing(Rung::at))
                .toList();
        Map<String, Boolean> proven = new HashMap<>();
        Instant opened = null;
        String family = "";
        for (int i = 0; i < inTime.size(); i++) {
            Rung rung = inTime.get(i);
            if (rung.readiness() == null) proven.remove(rung.system());
            else proven.put(rung.system(), Reach.proven(goal, rung.readiness()));
            boolean same = i + 1 < inTime.size()
                    && inTime.get(i + 1).round() == rung.round()
                    && inTime.get(i + 1).at().equals(rung.at());
            if (!rung.system().isEmpty()) family = Family.prefix(rung.system());
            if (same) continue;
            boolean open = proven.containsValue(false);
            if (open && opened == null) opened = rung.at();
            if (!open && opened != null) {
                spells.add(new Spell(rung.asset().value(), rung.site(), family, opened, rung.at(), proven.isEmpty()));
                opened = null;
            }
        }
        if (opened == null) return;
        Rung last = inTime.get(inTime.size() - 1);
        String waits = proven.entrySet().stream()
                .filter(entry -> !entry.getValue() && !entry.getKey().isEmpty())
                .map(entry -> Family.prefix(entry.getKey()))
                .min(Comparator.naturalOrder())
                .orElse("");
        spells.add(new Spell(last.asset().value(), last.site(), waits, opened, null, false));
    }
}
