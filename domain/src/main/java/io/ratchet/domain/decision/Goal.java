package io.ratchet.domain.decision;

/** The two goals, never merged. READY, TLS 1.2 works on every stack; ONLY, anything older is refused. */
public enum Goal {
    READY,
    ONLY
}
