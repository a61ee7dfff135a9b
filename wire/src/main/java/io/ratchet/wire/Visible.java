package io.ratchet.wire;

import java.util.Locale;

/**
 * Text as people are shown it: what cannot be seen but changes what is becomes a mark such as {@code [U+202E]}. These
 * are control characters, and those that turn the direction of writing or join and hide others. A name must not be able
 * to look like another one where people approve, or where they read what was approved.
 */
public final class Visible {
    private Visible() {}

    /** {@code text} with its marks; ends of lines and tabs stay. */
    public static String text(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (hides(c)) shown.append(mark(c));
            else shown.appendCodePoint(c);
        });
        return shown.toString();
    }

    /** The mark of one character, whatever it is. */
    public static String mark(int codePoint) {
        return "[U+" + String.format(Locale.ROOT, "%04X", codePoint) + "]";
    }

    private static boolean hides(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c != '\n' && c != '\r' && c != '\t';
            case Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE -> true;
            default -> false;
        };
    }
}
