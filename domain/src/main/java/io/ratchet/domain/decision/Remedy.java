package io.ratchet.domain.decision;

/** The class of remedy; EVIDENCE, a fact is missing and must be collected first. */
public enum Remedy {
    NOTHING,
    REGISTRY,
    KB,
    CU,
    UPGRADE,
    TRANSITION,
    VENDOR,
    CODE_FIX,
    EVIDENCE
}
