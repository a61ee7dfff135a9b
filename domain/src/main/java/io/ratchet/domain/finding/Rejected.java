package io.ratchet.domain.finding;

import io.ratchet.domain.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be read. It is kept, never dropped.
 *
 * @param reason stable code, such as {@code INTAKE-BAD-VALUE}
 * @param message one sentence: what, where, what to do
 * @param excerpt at most {@value #MAX_EXCERPT} characters of the record as it came; a NUL, which no database keeps in
 *     text, is shown as the replacement character
 */
public record Rejected(
        String file,
        String record,
        String reason,
        String message,
        @Nullable String excerpt) {
    public static final int MAX_EXCERPT = 2048;

    public Rejected {
        Checks.text(reason, "reason");
        if (excerpt != null && excerpt.length() > MAX_EXCERPT) excerpt = excerpt.substring(0, MAX_EXCERPT);
        if (excerpt != null) excerpt = excerpt.replace('\0', '\uFFFD');
    }
}
