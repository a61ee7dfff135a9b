package io.ratchet.connectors.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text from outside as others may be shown it: nothing hidden, nothing that turns the order, no longer than it may be.
 */
public final class PlainText {
    private static final Pattern FENCE = Pattern.compile("`+");

    private PlainText() {}

    /** One line without control characters, of at most so many characters. */
    public static String line(String text, int most) {
        String clean = visible(text)
                .replace('\n', ' ')
                .replace('\t', ' ')
                .replaceAll(" +", " ")
                .strip();
        return cut(clean, most);
    }

    /**
     * Lines without control characters, of at most so many characters in all.
     *
     * @param cut what is written at the end of a text that was longer
     */
    public static String text(String text, int most, String cut) {
        String clean = visible(text);
        if (clean.length() <= most) return clean;
        return cut(clean, most - cut.length()) + cut;
    }

    /** Without what is not shown, or shown in another order: controls, formats, halves of surrogate pairs. */
    private static String visible(String text) {
        StringBuilder copy = new StringBuilder(text.length());
        text.replace("\r\n", "\n").codePoints().forEach(point -> {
            int type = Character.getType(point);
            boolean kept = point == '\n' || point == '\t';
            boolean hidden = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.PRIVATE_USE
                    || type == Character.UNASSIGNED
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            copy.appendCodePoint(kept || !hidden ? point : ' ');
        });
        return copy.toString();
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) return text;
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end);
    }

    /** A block of Markdown in which nothing is markup: its fence is longer than any within. */
    public static String fenced(String text) {
        int longest = 2;
        Matcher runs = FENCE.matcher(text);
        while (runs.find()) longest = Math.max(longest, runs.end() - runs.start());
        String fence = "`".repeat(longest + 1);
        return fence + "text\n" + text + "\n" + fence;
    }
}
