package io.ratchet.rules.catalogue;

import io.ratchet.domain.decision.Confidence;

/** The marks H, S, M and L that every figure carries. */
final class Marks {
    private Marks() {}

    static Confidence of(String mark) {
        return switch (mark) {
            case "H" -> Confidence.HIGH;
            case "S" -> Confidence.SEED;
            case "M" -> Confidence.MEDIUM;
            case "L" -> Confidence.LOW;
            default -> throw new IllegalArgumentException("a confidence mark is H, S, M or L, not '" + mark + "'");
        };
    }
}
