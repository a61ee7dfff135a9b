package io.ratchet.lab.command;

import io.ratchet.lab.machine.Machine;
import java.util.Set;

/**
 * {@code run-mark} names its run among those that were put back, unless another one has come since; {@code run-check}
 * refuses one that is among them, and is the last that came otherwise. A simulated script looks and writes at one time,
 * so that nobody need keep the file from others.
 */
final class RunMark implements Action {
    @Override
    public StepAnswer make(Call call, Machine machine, Console console) {
        call.takes(Set.of(), Set.of());
        Integer held = machine.faults().marksHeld().get(call.phase().name());
        if (held != null && machine.spend("marks held in " + call.phase()) < held)
            throw new ActionError("FAILED: IOException: another process has the file open");
        if (call.action().equals("run-mark")) putBack(call.run(), machine);
        else if (machine.undone(call.run())) throw new ActionError("UNDONE: this run was put back");
        else machine.came(call.run());
        return new StepAnswer();
    }

    private static void putBack(String run, Machine machine) {
        if (!machine.lastRun().isEmpty() && !machine.lastRun().equals(run))
            throw new ActionError("SUPERSEDED: another run has changed this host since");
        machine.markUndone(run);
    }
}
