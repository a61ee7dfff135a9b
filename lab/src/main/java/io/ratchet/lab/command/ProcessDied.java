package io.ratchet.lab.command;

/** The process on the host died in the middle, by the fault that was asked for; what it had done stays done. */
public final class ProcessDied extends Exception {
    private static final long serialVersionUID = 1;

    ProcessDied() {
        super("the process on the host died");
    }
}
