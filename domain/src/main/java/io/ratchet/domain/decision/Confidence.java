package io.ratchet.domain.decision;

/** How well a fact of the catalogue is grounded, the marks H, S, M and L of the domain knowledge. */
public enum Confidence {
    HIGH,
    SEED,
    MEDIUM,
    LOW
}
