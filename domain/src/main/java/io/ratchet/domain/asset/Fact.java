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
 */
public record Fact(
        Observation observation,
        Instant observedAt,
        String source,
        String format,
        @Nullable Method method,
        String pointer) {
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
}
