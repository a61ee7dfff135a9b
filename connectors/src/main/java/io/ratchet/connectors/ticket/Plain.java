package io.ratchet.connectors.ticket;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text from outside on its way into a ticket system. */
final class Plain {
    /** Our marks, as they stand in notes. */
    static final Pattern MARK = Pattern.compile("\\[R-[0-9A-F]{12}#[0-9a-z]{1,40}\\]");

    /** Our key, as it stands in subjects. */
    static final Pattern KEY = Pattern.compile("R-[0-9A-F]{12}");

    private static final Pattern FENCE = Pattern.compile("`+");

    private Plain() {}

    /** One line without control characters, of at most so many characters. */
    static String line(String text, int most) {
        String clean = visible(text)
                .replace('\n', ' ')
                .replace('\t', ' ')
                .replaceAll(" +", " ")
                .strip();
        return cut(clean, most);
    }

    /** Lines without control characters, of at most so many characters in all. */
    static String text(String text, int most) {
        String clean = visible(text);
        if (clean.length() <= most) return clean;
        String end = "\n[cut; the attachment and Ratchet's page have the rest]";
        return cut(clean, most - end.length()) + end;
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
    static String fenced(String text) {
        int longest = 2;
        Matcher runs = FENCE.matcher(text);
        while (runs.find()) longest = Math.max(longest, runs.end() - runs.start());
        String fence = "`".repeat(longest + 1);
        return fence + "text\n" + text + "\n" + fence;
    }

    /**
     * A preformatted block that is inert in Textile and in Markdown alike: what could end it or begin a tag is written
     * with other characters.
     */
    static String preformatted(String text) {
        return "<pre>\n" + text.replace('<', '\u2039').replace('>', '\u203A').replace('&', '\uFF06') + "\n</pre>";
    }
}
