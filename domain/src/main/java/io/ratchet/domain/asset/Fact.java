package io.ratchet.domain.asset;

import io.ratchet.domain.Checks;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One observation we hold about an asset, with who said it and when.
 *
 * @param pointer to the finding, {@code sha256:..#record}
 * @param elsewhere who brought it, where it is believed with a lesser method than it claims since the host is not where
 *     they may claim that one; null: it is believed as it was taken in
 */
public record Fact(
        Observation observation,
        Instant observedAt,
        String source,
        String format,
        @Nullable Method method,
        String pointer,
        @Nullable String elsewhere) {
    /** Believed as it was taken in. */
    public Fact(
            Observation observation,
            Instant observedAt,
            String source,
            String format,
            @Nullable Method method,
            String pointer) {
        this(observation, observedAt, source, format, method, pointer, null);
    }

    public Fact {
        Checks.text(pointer, "fact pointer");
    }

    public static Fact of(Finding finding) {
        return new Fact(
                finding.observation(),
                finding.observedAt(),
                finding.report().source(),
                finding.report().format(),
                finding.report().method(),
                finding.pointer());
    }

    /** The SHA-256 of the report that it says it comes from. */
    public String report() {
        int begin = pointer.indexOf(':') + 1;
        int end = pointer.indexOf('#');
        return end < begin ? pointer.substring(begin) : pointer.substring(begin, end);
    }

    /** The same of a host that is not where {@code by} may say so. */
    public Fact elsewhere(String by, Method otherwise) {
        return new Fact(observation, observedAt, source, format, otherwise, pointer, by);
    }
}
