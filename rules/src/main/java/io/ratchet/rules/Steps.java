package io.ratchet.rules;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gives each line of an asset, system and goal a step of its own: the contract has one line for each (section 3).
 * Several needs of one kind, such as the parts that a product wants, are decided at the same step and are told apart
 * here; the order stays.
 */
final class Steps {
    private Steps() {}

    /** @param decisions in the order of {@link Decision#ORDER} */
    static List<Decision> apart(List<Decision> decisions) {
        List<Decision> told = new ArrayList<>(decisions.size());
        Map<Goal, Integer> next = new EnumMap<>(Goal.class);
        Decision.About before = null;
        boolean moved = false;
        for (Decision decision : decisions) {
            Decision.About about = decision.about();
            if (before == null
                    || !about.asset().equals(before.asset())
                    || !Objects.equals(about.system(), before.system())) next.clear();
            before = about;
            int step = Math.max(about.step(), next.getOrDefault(about.goal(), 0));
            next.put(about.goal(), step + 1);
            moved |= step != about.step();
            told.add(step == about.step() ? decision : at(decision, step));
        }
        if (moved) told.sort(Decision.ORDER);
        return List.copyOf(told);
    }

    private static Decision at(Decision decision, int step) {
        Decision.About a = decision.about();
        Decision.About about = new Decision.About(
                a.asset(), a.identity(), a.host(), a.site(), a.system(), a.goal(), step, a.remedy(), a.readiness());
        if (decision instanceof Decision.Remediate d)
            return new Decision.Remediate(
                    about, d.why(), d.playbook(), d.parameters(), d.changes(), d.restart(), d.leg());
        if (decision instanceof Decision.Ticket d) return new Decision.Ticket(about, d.why(), d.changes());
        if (decision instanceof Decision.AwaitVendor d) return new Decision.AwaitVendor(about, d.why(), d.fixedBuild());
        if (decision instanceof Decision.Hold d) return new Decision.Hold(about, d.why(), d.gates(), d.changes());
        if (decision instanceof Decision.NoAction d) return new Decision.NoAction(about, d.why());
        throw new AssertionError("a kind of decision that cannot be moved: " + decision.getClass());
    }
}
