package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
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
 * What two rounds decide differently of one estate. A line is told by asset, system, goal and step; what is left over
 * of an asset, system and goal is laid together in the order of the steps. A line is changed when what shall be done
 * differs; where only the rule, its ground or its words do, it is reworded.
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
     * @param differs in what; all of it where one of the two is missing; the step where it is all that differs
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
        List<Line> lines = new ArrayList<>();
        List<Decision> fresh = new ArrayList<>();
        decided.forEach((unit, decision) -> {
            Decision was = known.remove(unit);
            if (was == null) fresh.add(decision);
            else lines.add(new Line(was, decision, differs(was, decision)));
        });
        lines.addAll(left(known.values(), fresh));
        List<Line> changed = lines.stream()
                .filter(line -> !line.differs().isEmpty())
                .sorted(Comparator.comparing(Line::any, Decision.ORDER))
                .toList();
        int unchanged = (int) lines.stream()
                .filter(line -> Objects.equals(line.before(), line.after()))
                .count();
        return new DecisionDifference(changed, lines.size() - changed.size() - unchanged, unchanged);
    }

    /**
     * A decision often moves to another step when it becomes another one: a no-action has none, what is held has one.
     */
    private static List<Line> left(Collection<Decision> gone, Collection<Decision> fresh) {
        Map<Unit, Deque<Decision>> waiting = new LinkedHashMap<>();
        gone.stream()
                .sorted(Decision.ORDER)
                .forEach(one -> waiting.computeIfAbsent(whole(one), unit -> new ArrayDeque<>())
                        .add(one));
        List<Line> lines = new ArrayList<>();
        fresh.stream().sorted(Decision.ORDER).forEach(one -> {
            Decision was = waiting.getOrDefault(whole(one), new ArrayDeque<>()).poll();
            Set<String> differs = was == null ? LOOKED_AT.keySet() : differs(was, one);
            lines.add(new Line(was, one, differs.isEmpty() ? Set.of("step") : differs));
        });
        waiting.values().forEach(rest -> rest.forEach(one -> lines.add(new Line(one, null, LOOKED_AT.keySet()))));
        return lines;
    }

    /** Asset, system and goal of a decision. */
    private static Unit whole(Decision decision) {
        Decision.About about = decision.about();
        return new Unit(about.asset(), about.system(), about.goal(), 0);
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
        parts.put("leg", decision -> decision instanceof Decision.Remediate d && d.leg() > 1 ? d.leg() : null);
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
