package io.ratchet.lab.command;

import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.machine.Machine;
import java.time.Duration;
import java.util.Set;

/** Restarts the machine, after the answer has left. */
final class Reboot implements Action {
    private static final String RESTART_SCHEDULED = "1190";

    private final Power power;

    Reboot(Power power) {
        this.power = power;
    }

    @Override
    public StepAnswer make(Call call, Machine machine, Console console) {
        call.takes(Set.of("delaySeconds"), Set.of());
        if (call.phase() != Phase.REBOOT)
            throw new ActionError("WRONG-PHASE: a restart happens in the phase REBOOT only");
        long delay = call.number("delaySeconds");
        if (delay < 0 || delay > 600) throw new ActionError("BAD-VALUE: the delay is 0 to 600 seconds");
        boolean first = machine.askShutdown();
        if (first) power.restart(Duration.ofSeconds(delay));
        var answer = new StepAnswer();
        answer.changed = true;
        answer.restart = "reboot";
        answer.after.put("exitCode", first ? "0" : RESTART_SCHEDULED);
        return answer;
    }
}
