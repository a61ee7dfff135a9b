package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a text from outside, as much of it as may be kept: never more bytes than the contract allows, never
 * half a character.
 */
final class Excerpt {
    /** Enough to see what a check said. */
    private static final int EVIDENCE = 300;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Excerpt() {}

    static @Nullable String of(@Nullable String text) {
        return text == null ? null : of(text, Rejected.MAX_EXCERPT);
    }

    static String of(String text, int mostBytes) {
        if (text.length() <= mostBytes / 3) return text;
        int bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            // A NUL is kept as the replacement character, and half a surrogate pair may be.
            bytes += character == 0 ? 3 : character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (bytes > mostBytes) return text.substring(0, end);
            end += Character.charCount(character);
        }
        return text;
    }

    /** One line for a finding's evidence; null when there is nothing to show. */
    static @Nullable String evidence(String text) {
        String line = of(text, 4 * EVIDENCE).strip();
        if (!parted(line)) line = BLANKS.matcher(line).replaceAll(" ");
        return line.isEmpty() ? null : of(line, EVIDENCE);
    }

    /** Whether its words are parted by one blank each already. */
    private static boolean parted(String line) {
        boolean blank = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' || (blank && c == ' ')) return false;
            blank = c == ' ';
        }
        return true;
    }

    static String of(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, Rejected.MAX_EXCERPT), StandardCharsets.UTF_8);
    }
}
