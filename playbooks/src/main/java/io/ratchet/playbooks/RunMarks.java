package io.ratchet.playbooks;

import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import java.util.Optional;

/**
 * What an answer of APPLY or UNDO says of its own run: a host knows which runs were put back on it, and begins nothing
 * of APPLY for one of them, puts nothing back of a run after which another one has come, and begins nothing of either
 * while it cannot look or note it (docs/phase-script.md).
 */
public final class RunMarks {
    private RunMarks() {}

    /** Whether the script wrote nothing because its run was put back, or putting it back has begun. */
    public static boolean undone(PhaseAnswer answer) {
        return against(answer).filter(error -> error.startsWith("UNDONE:")).isPresent();
    }

    /** Whether UNDO put nothing back because another run has changed the host since. */
    public static boolean superseded(PhaseAnswer answer) {
        return against(answer).filter(error -> error.startsWith("SUPERSEDED:")).isPresent();
    }

    /** Why the script wrote nothing of its run; empty where that is not what kept it from writing. */
    public static Optional<String> against(PhaseAnswer answer) {
        return answer.result(PhaseCalls.RUN)
                .flatMap(result -> Optional.ofNullable(result.error()))
                .filter(error -> !error.startsWith("SKIPPED:"));
    }

    /** What the answer says of the plan's steps and of the host. */
    public static PhaseAnswer without(PhaseAnswer answer) {
        return new PhaseAnswer(
                answer.runId(),
                answer.phase(),
                answer.bootTime(),
                answer.hostName(),
                answer.smbiosUuid(),
                answer.domain(),
                answer.results().stream().filter(RunMarks::isNone).toList());
    }

    private static boolean isNone(StepResult result) {
        return !result.callId().equals(PhaseCalls.RUN);
    }
}
