package io.ratchet.playbooks;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Renders one phase of a plan as one script. Between hosts only the one line of base64 data differs. */
public final class PhaseScripts {
    private static final Duration SHORT = Duration.ofMinutes(5);

    /** The host itself gives up after 50 minutes ({@code installation.ps1}). */
    private static final Duration INSTALLATION = Duration.ofMinutes(55);

    /** Each shipped script as it is sent. */
    private static final Map<String, String> AS_SENT = new ConcurrentHashMap<>();

    private PhaseScripts() {}

    /**
     * @param runId letters, digits and hyphens, at most 64; asking APPLY again with the same one resumes an
     *     installation
     * @param snapshot what UNDO restores, and what APPLY must still find; null in ASSESS
     * @param playbooks those that may be run now; asked for in ASSESS and APPLY alone, so that nothing keeps a host
     *     from being looked at or put back
     * @throws FailureException PLAN_CHANGED when a playbook is gone or no longer the one that was approved (ASSESS and
     *     APPLY); UNDO_FAILED when the snapshot does not hold what an undo needs
     */
    public static PhaseScript render(
            Plan plan, Phase phase, String runId, @Nullable Snapshot snapshot, Supplier<PlaybookCatalogue> playbooks) {
        return render(plan, phase, runId, snapshot, null, false, playbooks);
    }

    /**
     * APPLY that changes nothing on a host that has restarted since it was assessed: it may have been held up on its
     * way, while others went on with the same run.
     *
     * @param bootedBy when the host must have booted, at the latest; to the second; null where no restart belongs to it
     * @param begun whether an earlier APPLY of the run may have written something: what had to hold before it is not
     *     asked again then, for what it has done itself may be in the way
     * @throws FailureException as {@link #render}
     */
    public static PhaseScript apply(
            Plan plan,
            String runId,
            Snapshot snapshot,
            @Nullable Instant bootedBy,
            boolean begun,
            Supplier<PlaybookCatalogue> playbooks) {
        return render(plan, Phase.APPLY, runId, snapshot, bootedBy, begun, playbooks);
    }

    /**
     * REBOOT of a host that has not restarted yet: what is held up on its way until it has must not restart it again.
     *
     * @param bootedBy when the host must have booted, at the latest; to the second
     */
    public static PhaseScript reboot(Plan plan, String runId, Instant bootedBy) {
        return render(plan, Phase.REBOOT, runId, null, bootedBy, false, PlaybookCatalogue::shipped);
    }

    private static PhaseScript render(
            Plan plan,
            Phase phase,
            String runId,
            @Nullable Snapshot snapshot,
            @Nullable Instant bootedBy,
            boolean begun,
            Supplier<PlaybookCatalogue> playbooks) {
        if (phase == Phase.ASSESS || phase == Phase.APPLY) mustBeUnchanged(plan, playbooks.get());
        List<ActionCall> calls = PhaseCalls.of(plan, phase, snapshot, bootedBy, begun);
        return new PhaseScript(runId, phase, text(runId, phase, calls), timeout(plan, phase));
    }

    /**
     * The files that ASSESS and VERIFY look at beside an update, by the ids of their calls (docs/phase-script.md).
     *
     * @param position of the change within the step, from 1
     */
    public static Map<String, String> filesLookedAt(PlanStep step, int position) {
        Map<String, String> files = new LinkedHashMap<>();
        for (String path : StagedParameters.floorFiles(step.parameters(), position))
            files.put(step.order() + "." + position + "." + (files.size() + 1), path);
        return files;
    }

    /** A script of any calls, for tests of single actions. */
    static String text(String runId, Phase phase, List<ActionCall> calls) {
        StringBuilder text = new StringBuilder("# ratchet-phase/1\n");
        append(text, Action.prelude());
        Action.scriptsOf(calls).values().forEach(script -> append(text, script));
        text.append("$RatchetData = '")
                .append(PhaseData.encode(runId, phase, calls))
                .append("'\n");
        text.append("Invoke-RatchetPhase $RatchetData\n");
        return text.toString();
    }

    private static void append(StringBuilder text, String script) {
        text.append(AS_SENT.computeIfAbsent(script, PhaseScripts::shortened));
    }

    /**
     * Comments, blank lines and indents stay at home: the shorter a script, the more often it fits in one command line.
     */
    private static String shortened(String script) {
        StringBuilder text = new StringBuilder(script.length());
        script.lines()
                .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                .forEach(line -> text.append(line.strip()).append('\n'));
        return text.toString();
    }

    private static void mustBeUnchanged(Plan plan, PlaybookCatalogue playbooks) {
        for (PlanStep step : plan.steps()) {
            if (!playbooks.knows(step.playbook()))
                throw changed(step, " is not there any more; have the estate decided again.");
            if (!playbooks.find(step.playbook()).contentHash().equals(step.playbookHash()))
                throw changed(step, " is no longer the one that was approved; approve the plan anew.");
        }
    }

    private static FailureException changed(PlanStep step, String how) {
        return FailureException.of(FailureCode.PLAN_CHANGED, "The playbook " + step.playbook() + how);
    }

    private static Duration timeout(Plan plan, Phase phase) {
        if (phase != Phase.APPLY) return SHORT;
        long installations = plan.changes().stream()
                .filter(change -> change instanceof Change.Update || change instanceof Change.Product)
                .count();
        return SHORT.plus(INSTALLATION.multipliedBy(installations));
    }
}
