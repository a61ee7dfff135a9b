package io.ratchet.app.terminal;

/** The exit codes that scripts may rely on. */
public final class Exit {
    /** Done, and the outcome is the wished one. */
    public static final int DONE = 0;

    /** Done, but the outcome is not the wished one. */
    public static final int NOT_AS_WISHED = 1;

    /** Could not start: bad usage, an unusable file, a bad configuration. */
    public static final int COULD_NOT_START = 2;

    /** Stopped by a signal or a time limit; state is saved. */
    public static final int STOPPED = 3;

    private Exit() {}
}
