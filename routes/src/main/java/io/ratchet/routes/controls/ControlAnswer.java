package io.ratchet.routes.controls;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What is known of one control for one asset.
 *
 * @param because in one sentence
 * @param evidence what it rests on
 * @param deadlines of a control that gives each vulnerability its day, those to act on first; else empty
 */
public record ControlAnswer(
        String asset, Verdict verdict, String because, List<Evidence> evidence, List<Deadline> deadlines) {
    /** Of a control without deadlines. */
    public ControlAnswer(String asset, Verdict verdict, String because, List<Evidence> evidence) {
        this(asset, verdict, because, evidence, List.of());
    }

    public enum Verdict {
        /** Evidence that is new enough shows everything it asks for, and no person has to add anything. */
        PASS,
        /** Evidence shows that it does not hold. */
        FAIL,
        /** It is not known, or a person must say the rest. Never a pass. */
        UNKNOWN,
        /** It asks nothing of this asset. */
        NOT_APPLICABLE;

        /** Such as {@code not-applicable}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @param finding the pointer of the finding, {@code sha256:..#record} */
    public record Evidence(String says, String finding, Instant at) {}

    public ControlAnswer {
        evidence = List.copyOf(evidence);
        deadlines = List.copyOf(deadlines);
    }
}
