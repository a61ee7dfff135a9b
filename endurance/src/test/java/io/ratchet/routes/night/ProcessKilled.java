package io.ratchet.routes.night;

/**
 * The end of a process in the middle of whatever it did; nothing of it runs any more, no handler and no cleaning up.
 */
final class ProcessKilled extends Error {
    private static final long serialVersionUID = 1;

    ProcessKilled() {
        super("the process was killed", null, false, false);
    }
}
