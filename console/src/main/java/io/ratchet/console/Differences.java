package io.ratchet.console;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells one plan from another: first what is done to the host, then what it rests on. */
final class Differences {
    private static final String NOT_CHANGED = "not changed";
    private static final String NO_STEP = "no such step";
    private static final String NOT_GIVEN = "not given";
    private static final String UNKNOWN = "not known";
    private static final int LETTERS = 12;

    /**
     * One thing that is not as it was when the word was said.
     *
     * @param onHost whether it is of what is done to the host; else it is of the reasons for it
     */
    record Difference(String what, String before, String after, boolean onHost) {}

    private final List<Difference> found = new ArrayList<>();

    private Differences() {}

    /**
     * @param stood what was decided for the earlier plan
     * @param stands what is decided now
     */
    static List<Difference> of(
            Remediation.Subject before, Remediation.Subject after, List<Decision> stood, List<Decision> stands) {
        Differences all = new Differences();
        all.plans(before.plan(), after.plan());
        all.members(who(before), who(after), UNKNOWN, false);
        all.members(rules(before.plan()), rules(after.plan()), NO_STEP, false);
        all.members(gates(stood), gates(stands), "open", false);
        all.members(evidence(stood), evidence(stands), "not among what it rests on", false);
        return List.copyOf(all.found);
    }

    /** What differs that is done to the host. */
    static List<Difference> onHost(Plan before, Plan after) {
        Differences all = new Differences();
        all.plans(before, after);
        return List.copyOf(all.found);
    }

    private void plans(Plan before, Plan after) {
        members(changes(before), changes(after), NOT_CHANGED, true);
        Map<String, PlanStep> then = steps(before);
        Map<String, PlanStep> now = steps(after);
        TreeSet<String> names = new TreeSet<>(then.keySet());
        names.addAll(now.keySet());
        for (String name : names) step(name, then.get(name), now.get(name));
        if (then.keySet().equals(now.keySet()))
            differ("Order of the steps", String.join(", ", then.keySet()), String.join(", ", now.keySet()), true);
        differ("Legs", String.valueOf(before.legs()), String.valueOf(after.legs()), true);
        differ("Restart", word(before.restart()), word(after.restart()), true);
    }

    private void step(String name, @Nullable PlanStep then, @Nullable PlanStep now) {
        if (then == null || now == null) {
            differ("Step " + name, step(then), step(now), true);
            return;
        }
        differ("Playbook of " + name, version(then), version(now), true);
        members(parameters(name, then), parameters(name, now), NOT_GIVEN, true);
        differ("Leg of " + name, String.valueOf(then.leg()), String.valueOf(now.leg()), true);
        differ("Restart after " + name, word(then.restart()), word(now.restart()), true);
    }

    private static String step(@Nullable PlanStep step) {
        return step == null ? NO_STEP : "order " + step.order();
    }

    /** A playbook and its scripts are known by what they say. */
    private static String version(PlanStep step) {
        return "as " + step.playbookHash().substring(0, LETTERS);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** In the order of the plan. */
    private static Map<String, PlanStep> steps(Plan plan) {
        Map<String, PlanStep> steps = new LinkedHashMap<>();
        for (PlanStep step : plan.steps()) {
            String name = step.playbook() + " for " + step.system();
            for (int again = 2; steps.putIfAbsent(name, step) != null; again++)
                name = step.playbook() + " for " + step.system() + ", " + again;
        }
        return steps;
    }

    private static Map<String, String> parameters(String name, PlanStep step) {
        Map<String, String> parameters = new TreeMap<>();
        step.parameters().forEach((key, value) -> parameters.put("Parameter " + key + " of " + name, value));
        return parameters;
    }

    private static Map<String, String> changes(Plan plan) {
        Map<String, String> changes = new LinkedHashMap<>();
        plan.changes().stream()
                .map(ChangeText::of)
                .forEach(change -> changes.merge(
                        change.what() + " " + change.where(),
                        change.before() + " \u2192 " + change.after(),
                        (one, next) -> one + "; " + next));
        return changes;
    }

    private static Map<String, String> who(Remediation.Subject subject) {
        Map<String, String> who = new LinkedHashMap<>();
        put(who, "Site", subject.site());
        put(who, "Full name of the host", subject.plan().host().fqdn());
        put(who, "Short name of the host", subject.plan().host().netbios());
        put(who, "SMBIOS UUID of the host", subject.plan().host().smbiosUuid());
        put(who, "SID of the host", subject.plan().host().sid());
        return who;
    }

    private static void put(Map<String, String> who, String what, @Nullable String value) {
        if (value != null) who.put(what, value);
    }

    private static Map<String, String> rules(Plan plan) {
        Map<String, String> rules = new LinkedHashMap<>();
        steps(plan).forEach((name, step) -> rules.put("Rule that asks for " + name, step.rule()));
        return rules;
    }

    private static Map<String, String> gates(List<Decision> decisions) {
        Map<String, String> gates = new TreeMap<>();
        for (Decision decision : decisions)
            if (decision instanceof Decision.Hold hold)
                for (Gate gate : hold.gates())
                    gates.put("Gate " + gate.id() + " of " + gate.scope(), "shut: " + gate.because());
        return gates;
    }

    /** By what it says: the same word of a newer report is no difference. */
    private static Map<String, String> evidence(List<Decision> decisions) {
        Map<String, String> evidence = new TreeMap<>();
        for (Decision decision : decisions)
            if (decision instanceof Decision.Remediate)
                decision.why()
                        .facts()
                        .forEach(fact -> evidence.put("Evidence: " + fact.says(), "among what it rests on"));
        return evidence;
    }

    private void members(Map<String, String> before, Map<String, String> after, String none, boolean onHost) {
        Map<String, String> names = new LinkedHashMap<>(before);
        names.putAll(after);
        for (String name : names.keySet())
            differ(name, before.getOrDefault(name, none), after.getOrDefault(name, none), onHost);
    }

    private void differ(String what, String before, String after, boolean onHost) {
        if (!before.equals(after)) found.add(new Difference(what, before, after, onHost));
    }
}
