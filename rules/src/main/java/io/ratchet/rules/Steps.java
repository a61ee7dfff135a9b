package io.ratchet.rules;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each line of an asset, system and goal a step of its own: the contract has one line for each (section 3). Several needs of one kind,
 * such as the parts that a product wants, are decided at the same step and are told apart here; the order stays.
 */
final class Steps {
    private Steps() {}

    /** @param decisions in the order of {@link Decision#ORDER} */
    static List<Decision> apart(List<Decision> decisions) {
        Map<Unit, Integer> taken = new HashMap<>();
        List<Decision> told = new ArrayList<>(decisions.size());
        for (Decision decision : decisions) {
            Decision.About about = decision.about();
            Unit unit = new Unit(about.asset(), about.system(), about.goal());
            int step = Math.max(about.step(), taken.getOrDefault(unit, -1) + 1);
            taken.put(unit, step);
            told.add(step == about.step() ? decision : at(decision, step));
        }
        told.sort(Decision.ORDER);
        return List.copyOf(told);
    }

    private record Unit(AssetId asset, @Nullable String system, Goal goal) {}

    private static Decision at(Decision decision, int step) {
        Decision.About a = decision.about();
        Decision.About about = new Decision.About(
                a.asset(), a.identity(), a.host(), a.site(), a.system(), a.goal(), step, a.remedy(), a.readiness());
        if (decision instanceof Decision.Remediate d)
            return new Decision.Remediate(about, d.why(), d.playbook(), d.parameters(), d.changes(), d.restart());
        if (decision instanceof Decision.Ticket d) return new Decision.Ticket(about, d.why(), d.changes());
        if (decision instanceof Decision.AwaitVendor d) return new Decision.AwaitVendor(about, d.why(), d.fixedBuild());
        if (decision instanceof Decision.Hold d) return new Decision.Hold(about, d.why(), d.gates(), d.changes());
        if (decision instanceof Decision.NoAction d) return new Decision.NoAction(about, d.why());
        throw new AssertionError("a kind of decision that cannot be moved: " + decision.getClass());
    }
}
