package io.ratchet.playbooks;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Verification.Verdict;
import io.ratchet.domain.remediation.Verification.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first witness: what the host itself says stands there now. */
public final class ReadBack {
    private static final String WHO = "read-back";

    private ReadBack() {}

    /** Judges the answer of VERIFY: FAILED when anything is not as planned, UNKNOWN when anything was not answered. */
    public static Witness check(Plan plan, PhaseAnswer answer) {
        if (answer.result(PhaseCalls.IDENTITY).map(StepResult::error).isPresent())
            return new Witness(WHO, Verdict.UNKNOWN, "Another machine answered than the one that was changed.");
        List<PhaseCalls.Planned> changes = PhaseCalls.changes(plan);
        Optional<Witness> unknown = Optional.empty();
        for (PhaseCalls.Planned planned : changes) {
            Optional<StepResult> result = answer.result(planned.callId());
            if (result.isEmpty() || result.get().error() != null) {
                String why = result.map(StepResult::error).orElse("it was not answered");
                unknown = Optional.of(new Witness(
                        WHO, Verdict.UNKNOWN, "Step " + planned.callId() + " cannot be judged: " + why + "."));
            } else {
                Optional<String> wrong = wrong(planned.change(), result.get());
                if (wrong.isPresent())
                    return new Witness(WHO, Verdict.FAILED, "Step " + planned.callId() + ": " + wrong.get() + ".");
            }
        }
        Optional<Procedure.Unmet> unmet = Procedure.unmet(Procedure.after(plan), answer);
        if (unmet.isPresent() && unmet.get().made())
            return new Witness(WHO, Verdict.FAILED, unmet.get().sentence());
        if (unmet.isPresent())
            unknown = Optional.of(new Witness(WHO, Verdict.UNKNOWN, unmet.get().sentence()));
        return unknown.orElse(
                new Witness(WHO, Verdict.PASSED, "All " + changes.size() + " changes read back as planned."));
    }

    /** The changes of {@code plan} that stand on the host already, by an answer that read them. */
    public static List<Change> standing(Plan plan, PhaseAnswer answer) {
        return PhaseCalls.changes(plan).stream()
                .filter(planned -> answer.result(planned.callId())
                        .filter(result -> result.error() == null)
                        .filter(result -> wrong(planned.change(), result).isEmpty())
                        .isPresent())
                .map(PhaseCalls.Planned::change)
                .toList();
    }

    /**
     * Judges the answer of VERIFY after an undo: FAILED when a value or service is not as the snapshot says, absence
     * included; UNKNOWN when anything was not answered. What an undo never takes away (an installed update or product)
     * is named, and fails nothing.
     */
    public static Witness restored(Plan plan, Snapshot snapshot, PhaseAnswer answer) {
        if (answer.result(PhaseCalls.IDENTITY).map(StepResult::error).isPresent())
            return new Witness(WHO, Verdict.UNKNOWN, "Another machine answered than the one that was changed.");
        List<String> unknown = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        List<String> stay = new ArrayList<>();
        for (PhaseCalls.Planned planned : PhaseCalls.changes(plan)) {
            Optional<StepResult> result = answer.result(planned.callId());
            if (planned.change() instanceof Change.Update update) stay.add(update.kb());
            else if (planned.change() instanceof Change.Product product) stay.add(product.product());
            else if (result.isEmpty() || result.get().error() != null) unknown.add(planned.callId());
            else if (snapshot.changedBy(result.get())) wrong.add(planned.callId());
        }
        for (PlanStep step : plan.steps())
            for (ActionCall stop : Procedure.stops(step)) {
                Optional<StepResult> result = answer.result(stop.id());
                if (result.isEmpty() || result.get().error() != null) unknown.add(stop.id());
                else if (snapshot.changedBy(result.get())) wrong.add(stop.id());
            }
        if (!wrong.isEmpty())
            return new Witness(WHO, Verdict.FAILED, "Not as before: step " + String.join(", step ", wrong) + ".");
        if (!unknown.isEmpty())
            return new Witness(WHO, Verdict.UNKNOWN, "Not answered: step " + String.join(", step ", unknown) + ".");
        String installed = stay.isEmpty() ? "" : " What was installed stays: " + String.join(", ", stay) + ".";
        return new Witness(WHO, Verdict.PASSED, "Everything reads back as it was before." + installed);
    }

    private static Optional<String> wrong(Change change, StepResult result) {
        String state = result.after().getOrDefault("state", "");
        if (change instanceof Change.Registry value) {
            RegistryData found = RegistryText.read(result.after());
            return when(
                    !found.equals(value.after()),
                    value.key() + ", value " + value.name() + " holds " + RegistryText.describe(found) + ", not "
                            + RegistryText.describe(value.after()));
        }
        if (change instanceof Change.Update update)
            return when(
                    !state.equals("installed") && !state.equals("covered"),
                    update.kb() + " is not installed and no later update covers it");
        if (change instanceof Change.Product product)
            return when(
                    !state.equals("installed"),
                    product.product() + " is at " + result.after().getOrDefault("version", "no version") + ", below "
                            + product.build());
        if (change instanceof Change.Service service) {
            String wanted = PhaseCalls.want(service).equals("stopped") ? "stopped" : "running";
            return when(!state.equals(wanted), "the service " + service.name() + " is " + state + ", not " + wanted);
        }
        throw new AssertionError("no planned change is a " + change.getClass());
    }

    private static Optional<String> when(boolean wrong, String says) {
        return wrong ? Optional.of(says) : Optional.empty();
    }
}
