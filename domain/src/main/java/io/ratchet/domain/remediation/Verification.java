package io.ratchet.domain.remediation;

import java.time.Instant;
import java.util.List;

/**
 * What the witnesses said after a change. It passed only if every witness did; {@link Verdict#UNKNOWN} is never a pass.
 */
public record Verification(Instant at, List<Witness> witnesses) {
    public enum Verdict {
        PASSED,
        FAILED,
        UNKNOWN
    }

    /**
     * One witness.
     *
     * @param who {@code read-back}, {@code handshake} or {@code next-scan}
     * @param says one sentence
     */
    public record Witness(String who, Verdict verdict, String says) {}

    public Verification {
        witnesses = List.copyOf(witnesses);
    }

    public Verdict verdict() {
        if (witnesses.isEmpty()) return Verdict.UNKNOWN;
        if (witnesses.stream().anyMatch(w -> w.verdict() == Verdict.FAILED)) return Verdict.FAILED;
        return witnesses.stream().allMatch(w -> w.verdict() == Verdict.PASSED) ? Verdict.PASSED : Verdict.UNKNOWN;
    }
}
