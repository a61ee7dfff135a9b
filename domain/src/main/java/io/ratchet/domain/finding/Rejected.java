package io.ratchet.domain.finding;

import io.ratchet.domain.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be read. It is kept, never dropped.
 *
 * @param reason stable code, such as {@code INTAKE-BAD-VALUE}
 * @param message one sentence: what, where, what to do
 * @param excerpt at most {@value #MAX_EXCERPT} bytes, in UTF-8, of the record as it came; a NUL, which no database
 *     keeps in text, is shown as the replacement character
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
        if (excerpt != null) excerpt = cut(excerpt.replace('\0', '\uFFFD'));
    }

    /** Never half a character. */
    private static String cut(String text) {
        int bytes = 0;
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (bytes > MAX_EXCERPT) return text.substring(0, at);
            at += Character.charCount(character);
        }
        return text;
    }
}
