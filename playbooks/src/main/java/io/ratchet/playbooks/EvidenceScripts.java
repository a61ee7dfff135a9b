package io.ratchet.playbooks;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Renders the script that asks a host for what a change or a restart would wipe out: processes, connections, sessions,
 * services, the clock and the last log-ons. It reads only, and differs between hosts in nothing but who is expected.
 */
public final class EvidenceScripts {
    /** The script itself begins nothing more after 25 seconds; what began then has the rest. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final List<Action> ASKED = List.of(
            Action.EVIDENCE_CLOCK,
            Action.EVIDENCE_PROCESSES,
            Action.EVIDENCE_CONNECTIONS,
            Action.EVIDENCE_SESSIONS,
            Action.EVIDENCE_SERVICES,
            Action.EVIDENCE_LOG_ONS);

    private EvidenceScripts() {}

    /**
     * @param expected who must answer
     * @param runId letters, digits and hyphens, at most 64
     */
    public static PhaseScript render(HostRef expected, String runId) {
        return new PhaseScript(
                runId, Phase.EVIDENCE, PhaseScripts.text(runId, Phase.EVIDENCE, calls(expected)), TIMEOUT);
    }

    /** Whether an answer tells of all that was asked. */
    public static boolean isWhole(PhaseAnswer answer) {
        return answer.results().stream()
                .map(PhaseAnswer.StepResult::action)
                .toList()
                .containsAll(ASKED.stream().map(Action::wire).toList());
    }

    /** What fades first is asked first. */
    private static List<ActionCall> calls(HostRef expected) {
        List<ActionCall> calls = new ArrayList<>();
        calls.add(PhaseCalls.identity(expected));
        for (Action action : ASKED) calls.add(new ActionCall(Integer.toString(calls.size()), action.wire(), Map.of()));
        return calls;
    }
}
