package io.ratchet.playbooks;

import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is done around the changes of a playbook. It travels in the parameters of the plan's step, so that the approval
 * binds to it and nothing else is asked when a run is put back: {@code procedure.before.1 = disk-free},
 * {@code procedure.before.1.volume = C:}, {@code procedure.stop.1 = Spooler} ..
 *
 * @param minutes how long a run of it takes, at least; 0 where nobody says
 * @param before what must hold before anything is written
 * @param stop services that are stopped before the changes, in this order, and started after them in the other
 * @param after what must hold once the changes are at work
 */
public record Procedure(int minutes, List<Check> before, List<String> stop, List<Check> after) {
    /** Of a playbook that says nothing of it. */
    static final Procedure NONE = new Procedure(0, List.of(), List.of(), List.of());

    /** How the error of a check that was made, and does not hold, begins. */
    private static final String DOES_NOT_HOLD = "CHECK-FAILED: ";

    private static final String PREFIX = "procedure.";

    public Procedure {
        before = List.copyOf(before);
        stop = List.copyOf(stop);
        after = List.copyOf(after);
    }

    /**
     * One action that only looks.
     *
     * @param parameters as they are written; a list has a line for each item
     */
    public record Check(String action, SortedMap<String, String> parameters) {
        public Check {
            parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        }

        /** One line for people. */
        String describe() {
            StringBuilder text = new StringBuilder("`" + action + "`");
            parameters.forEach((name, value) ->
                    text.append(", ").append(name).append(" `").append(value).append('`'));
            return text.toString();
        }

        private ActionCall call(String id) {
            Map<String, Object> typed = new TreeMap<>();
            for (Action.Parameter parameter : Action.named(action).parameters()) {
                String value = parameters.get(parameter.name());
                if (value != null) typed.put(parameter.name(), parameter.typed(value));
            }
            return new ActionCall(id, action, typed);
        }
    }

    /** How long the steps of {@code leg} take at least, by what their playbooks say. */
    public static Duration least(Plan leg) {
        return Duration.ofMinutes(
                leg.steps().stream().mapToInt(step -> of(step).minutes).sum());
    }

    /** In the place of whatever else a step calls so: only a playbook says what its procedure is. */
    void putInto(Map<String, String> parameters) {
        parameters.keySet().removeIf(name -> name.startsWith(PREFIX));
        if (minutes > 0) parameters.put(PREFIX + "minutes", Integer.toString(minutes));
        put(parameters, PREFIX + "before.", before);
        for (int at = 0; at < stop.size(); at++) parameters.put(PREFIX + "stop." + (at + 1), stop.get(at));
        put(parameters, PREFIX + "after.", after);
    }

    private static void put(Map<String, String> parameters, String prefix, List<Check> checks) {
        int number = 0;
        for (Check check : checks) {
            number++;
            String own = prefix + number;
            parameters.put(own, check.action);
            check.parameters.forEach((name, value) -> parameters.put(own + "." + name, value));
        }
    }

    static Procedure of(PlanStep step) {
        Map<String, String> all = step.parameters();
        List<String> stop = new ArrayList<>();
        for (String name = all.get(PREFIX + "stop.1");
                name != null;
                name = all.get(PREFIX + "stop." + (stop.size() + 1))) stop.add(name);
        return new Procedure(
                Integer.parseInt(all.getOrDefault(PREFIX + "minutes", "0")),
                checks(all, PREFIX + "before."),
                stop,
                checks(all, PREFIX + "after."));
    }

    private static List<Check> checks(Map<String, String> all, String prefix) {
        List<Check> checks = new ArrayList<>();
        String own = prefix + 1;
        for (String action = all.get(own); action != null; action = all.get(own)) {
            String named = own + ".";
            TreeMap<String, String> parameters = new TreeMap<>();
            all.forEach((name, value) -> {
                if (name.startsWith(named)) parameters.put(name.substring(named.length()), value);
            });
            checks.add(new Check(action, parameters));
            own = prefix + (checks.size() + 1);
        }
        return checks;
    }

    static List<ActionCall> before(Plan plan) {
        List<ActionCall> calls = new ArrayList<>();
        for (PlanStep step : plan.steps()) calls.addAll(calls(step, "before", of(step).before));
        return calls;
    }

    static List<ActionCall> after(Plan plan) {
        List<ActionCall> calls = new ArrayList<>();
        for (PlanStep step : plan.steps()) calls.addAll(calls(step, "after", of(step).after));
        return calls;
    }

    private static List<ActionCall> calls(PlanStep step, String which, List<Check> checks) {
        List<ActionCall> calls = new ArrayList<>();
        for (Check check : checks) calls.add(check.call(step.order() + "." + which + "." + (calls.size() + 1)));
        return calls;
    }

    /** What stops the services of a step; in phases that read it says how they are. */
    static List<ActionCall> stops(PlanStep step) {
        List<ActionCall> calls = new ArrayList<>();
        for (String name : of(step).stop) calls.add(service(step, "stop", calls.size() + 1, name, "stopped"));
        return calls;
    }

    /** The same, of those alone that ran: one that is not on this host, or stood still, is left alone. */
    static List<ActionCall> stops(PlanStep step, @Nullable Snapshot snapshot) {
        return stops(step).stream().filter(call -> ran(call, snapshot)).toList();
    }

    /**
     * What starts those again that ran, in the other order.
     *
     * @param which how their ids go on: "start" after the changes, as those that stopped them where that is put back
     */
    static List<ActionCall> starts(PlanStep step, String which, @Nullable Snapshot snapshot) {
        List<ActionCall> calls = new ArrayList<>();
        int number = 0;
        for (ActionCall stop : stops(step)) {
            number++;
            if (ran(stop, snapshot))
                calls.add(
                        0,
                        service(
                                step,
                                which,
                                number,
                                String.valueOf(stop.parameters().get("name")),
                                "running"));
        }
        return calls;
    }

    private static boolean ran(ActionCall stop, @Nullable Snapshot snapshot) {
        return snapshot == null
                || "running"
                        .equals(snapshot.before()
                                .getOrDefault(stop.id(), Map.of())
                                .get("state"));
    }

    private static ActionCall service(PlanStep step, String which, int number, String name, String want) {
        return new ActionCall(
                step.order() + "." + which + "." + number, Action.SERVICE.wire(), Map.of("name", name, "want", want));
    }

    /** The first of {@code checks} that was not answered, does not hold or could not be made, in a sentence. */
    static Optional<Unmet> unmet(List<ActionCall> checks, PhaseAnswer answer) {
        for (ActionCall check : checks) {
            Optional<StepResult> result = answer.result(check.id());
            if (result.isEmpty())
                return Optional.of(new Unmet(false, "", "Check " + check.id() + " was not answered."));
            String error = result.get().error();
            if (error == null) continue;
            boolean made = error.startsWith(DOES_NOT_HOLD);
            String says = made
                    ? "Check " + check.id() + " does not hold: " + error.substring(DOES_NOT_HOLD.length()) + "."
                    : "Check " + check.id() + " could not be made: " + error + ".";
            return Optional.of(new Unmet(made, error, says));
        }
        return Optional.empty();
    }

    /** @param made whether the host looked, so that it is known not to hold */
    record Unmet(boolean made, String error, String sentence) {}
}
