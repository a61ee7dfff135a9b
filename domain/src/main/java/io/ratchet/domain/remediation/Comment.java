package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;
import java.time.Instant;

/**
 * What a person said of a remediation. It changes nothing: neither its state nor its approval.
 *
 * @param remediation its id
 * @param by {@code user:..}
 * @param text plain, in one line: see {@link #plain}
 */
public record Comment(String remediation, String by, Instant at, String text) {
    /** So many characters are enough for what is said in one line. */
    public static final int LONGEST = 1000;

    public Comment {
        Checks.text(remediation, "the remediation of a comment");
        Checks.text(by, "who says a comment");
        plain(text);
    }

    /**
     * The text without blanks at its ends.
     *
     * @throws IllegalArgumentException when it is empty or too long, or has characters that are not shown as
     *     themselves: they break lines, turn the direction of what follows, or are none at all
     */
    public static String plain(String text) {
        String said = text.strip();
        Checks.that(!said.isEmpty(), "Say something; an empty comment tells nobody anything.");
        Checks.that(
                said.codePointCount(0, said.length()) <= LONGEST,
                "A comment has at most " + LONGEST + " characters; say it shorter, or name where the rest stands.");
        Checks.that(
                said.codePoints().noneMatch(Comment::hidden),
                "A comment is one line of plain text; it has a line break, a tab or another control character.");
        return said;
    }

    private static boolean hidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> turns(character);
        };
    }

    /** UAX #9: the explicit embeddings, overrides and isolates. */
    private static boolean turns(int character) {
        return (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
    }
}
