package io.ratchet.rules.fact;

import io.ratchet.domain.decision.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps to one line for each asset, system, goal and step: what would share a step moves to the next free one. */
final class Steps {
    private Steps() {}

    static List<Decision> apart(List<Decision> ordered) {
        Map<String, Integer> last = new HashMap<>();
        List<Decision> apart = new ArrayList<>();
        for (Decision decision : ordered) {
            Decision.About about = decision.about();
            String key = about.asset() + "|" + about.system() + "|" + about.goal();
            Integer before = last.get(key);
            int step = before == null ? about.step() : Math.max(about.step(), before + 1);
            last.put(key, step);
            apart.add(step == about.step() ? decision : at(decision, step));
        }
        return apart;
    }

    private static Decision at(Decision decision, int step) {
        Decision.About old = decision.about();
        Decision.About about = new Decision.About(
                old.asset(), old.identity(), old.host(), old.site(), old.system(), old.goal(), step, old.remedy(), old.readiness());
        if (decision instanceof Decision.Remediate one)
            return new Decision.Remediate(about, one.why(), one.playbook(), one.parameters(), one.changes(), one.restart());
        if (decision instanceof Decision.Ticket one) return new Decision.Ticket(about, one.why(), one.changes());
        if (decision instanceof Decision.AwaitVendor one) return new Decision.AwaitVendor(about, one.why(), one.fixedBuild());
        if (decision instanceof Decision.Hold one) return new Decision.Hold(about, one.why(), one.gates(), one.changes());
        if (decision instanceof Decision.NoAction one) return new Decision.NoAction(about, one.why());
        throw new AssertionError("a kind of decision nobody knows: " + decision);
    }
}
