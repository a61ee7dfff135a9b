package io.ratchet.domain.plan;

/** What a script sent to a host is for. Only {@link #APPLY}, {@link #UNDO} and {@link #REBOOT} change anything. */
public enum Phase {
    /** Reads what the plan assumes and what it would change; the answer is the snapshot. */
    ASSESS,
    APPLY,
    /** Reads back after apply, and again after a restart. */
    VERIFY,
    UNDO,
    REBOOT,
    /** Gathers facts of a host, for no plan. */
    COLLECT,
    /** Gathers what a restart or a change would wipe out, before the run changes the host. */
    EVIDENCE;

    public boolean changesTheHost() {
        return this == APPLY || this == UNDO || this == REBOOT;
    }
}
