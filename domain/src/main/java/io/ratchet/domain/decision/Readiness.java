package io.ratchet.domain.decision;

/**
 * How far an asset has come with one system. CONFIGURED, floors and values met but not proven; UNKNOWN is never a pass.
 */
public enum Readiness {
    UNKNOWN,
    NOT_CAPABLE,
    CAPABLE_OFF,
    CONFIGURED,
    READY,
    READY_QUIET,
    ONLY,
    ONLY_VERIFIED,
    EXCEPTION,
    AWAITING_VENDOR,
    TRANSITION,
    EXTERNAL;

    /** Whether what stands here has shown that it reached the goal; being set up has not, and an unknown never has. */
    public boolean proves(Goal goal) {
        return switch (this) {
            case ONLY, ONLY_VERIFIED -> true;
            case READY, READY_QUIET -> goal == Goal.READY;
            default -> false;
        };
    }
}
