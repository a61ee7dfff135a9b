package io.ratchet.domain.decision;

/** What must start again before a change binds, weakest first. */
public enum Restart {
    NONE,
    APP,
    SERVICE,
    REBOOT
}
