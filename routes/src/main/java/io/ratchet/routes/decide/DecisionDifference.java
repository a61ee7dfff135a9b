package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What two rounds decide differently of one estate. A line is told by asset, system, goal and step. It is changed when what shall be done differs;
 * where only the rule, its ground or its words do, it is reworded.
 *
 * @param changed in the order of {@link Decision#ORDER}
 */
record DecisionDifference(List<Line> changed, int reworded, int unchanged) {
    /** What a person would have to look at again. Where a fact of a decision has no place in its kind, it is null. */
    private static final Map<String, Function<Decision, @Nullable Object>> LOOKED_AT = lookedAt();

    /**
     * One line that is changed.
     *
     * @param before null: there was none
     * @param after null: there is none any more
     * @param differs in what; all of it where one of the two is missing
     */
    record Line(@Nullable Decision before, @Nullable Decision after, Set<String> differs) {
        Decision any() {
            return after != null ? after : Objects.requireNonNull(before, "one of the two is there");
        }
    }

    /** What tells a line from all others of its estate. */
    record Unit(AssetId asset, @Nullable String system, Goal goal, int step) {}

    DecisionDifference {
        changed = List.copyOf(changed);
    }

    static DecisionDifference between(List<Decision> before, List<Decision> after) {
        Map<Unit, Decision> known = byUnit(before);
        Map<Unit, Decision> decided = byUnit(after);
        List<Line> changed = new ArrayList<>();
        int reworded = 0;
        int unchanged = 0;
        for (Map.Entry<Unit, Decision> entry : decided.entrySet()) {
            Decision was = known.remove(entry.getKey());
            Set<String> differs = was == null ? LOOKED_AT.keySet() : differs(was, entry.getValue());
            if (!differs.isEmpty()) changed.add(new Line(was, entry.getValue(), differs));
            else if (entry.getValue().equals(was)) unchanged++;
            else reworded++;
        }
        known.values().forEach(gone -> changed.add(new Line(gone, null, LOOKED_AT.keySet())));
        changed.sort((one, other) -> Decision.ORDER.compare(one.any(), other.any()));
        return new DecisionDifference(changed, reworded, unchanged);
    }

    static Unit unit(Decision decision) {
        Decision.About about = decision.about();
        return new Unit(about.asset(), about.system(), about.goal(), about.step());
    }

    private static Map<Unit, Decision> byUnit(List<Decision> decisions) {
        Map<Unit, Decision> byUnit = new LinkedHashMap<>();
        decisions.forEach(decision -> byUnit.put(unit(decision), decision));
        return byUnit;
    }

    private static Set<String> differs(Decision one, Decision other) {
        Set<String> differs = new TreeSet<>();
        LOOKED_AT.forEach((name, part) -> {
            if (!Objects.equals(part.apply(one), part.apply(other))) differs.add(name);
        });
        return differs;
    }

    private static Map<String, Function<Decision, @Nullable Object>> lookedAt() {
        Map<String, Function<Decision, @Nullable Object>> parts = new TreeMap<>();
        parts.put("decision", Decision::wire);
        parts.put("remedy", decision -> decision.about().remedy());
        parts.put("readiness", decision -> decision.about().readiness());
        parts.put("playbook", decision -> decision instanceof Decision.Remediate d ? d.playbook() : null);
        parts.put("parameters", decision -> decision instanceof Decision.Remediate d ? d.parameters() : null);
        parts.put("restart", decision -> decision instanceof Decision.Remediate d ? d.restart() : null);
        parts.put("changes", DecisionDifference::changes);
        parts.put("gates", decision -> decision instanceof Decision.Hold d ? gates(d) : null);
        parts.put("fixedBuild", decision -> decision instanceof Decision.AwaitVendor d ? d.fixedBuild() : null);
        return parts;
    }

    private static List<Change> changes(Decision decision) {
        if (decision instanceof Decision.Remediate d) return d.changes();
        if (decision instanceof Decision.Ticket d) return d.changes();
        return decision instanceof Decision.Hold d ? d.changes() : List.of();
    }

    private static Set<String> gates(Decision.Hold hold) {
        Set<String> ids = new TreeSet<>();
        for (Gate gate : hold.gates()) ids.add(gate.id());
        return ids;
    }
}
