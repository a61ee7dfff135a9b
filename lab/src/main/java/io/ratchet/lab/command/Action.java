package io.ratchet.lab.command;

import io.ratchet.lab.machine.Machine;

/** One of the primitives of {@code docs/phase-script.md}. */
interface Action {
    /**
     * @param console takes lines that the script prints while it works
     * @throws ActionError as the script's own errors
     * @throws InterruptedException when the process is ended from outside while it waits
     */
    StepAnswer make(Call call, Machine machine, Console console) throws InterruptedException;
}
