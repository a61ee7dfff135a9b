package io.ratchet.connectors.ticket;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text from outside on its way into a ticket system. */
final class Plain {
    /** Our marks, as they stand in notes. */
    static final Pattern MARK = Pattern.compile("\\[R-[0-9A-F]{12}#[0-9a-z]{1,40}\\]");

    /** Our key, as it stands in subjects. */
    static final Pattern KEY = Pattern.compile("R-[0-9A-F]{12}");

    private static final String CUT = "\n[cut; the attachment and Ratchet's page have the rest]";
    private static final Pattern FENCE = Pattern.compile("`+");

    private static final Pattern FENCES = Pattern.compile("`{3,}|~{3,}");

    private Plain() {}

    /** All our marks that stand in a text, whoever wrote it: people quote them as well. */
    static Set<String> marks(String text) {
        return MARK.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /** Whether a text ends as ours do, with one of our marks and perhaps the end of the block that it stands in. */
    static boolean ends(String text, String after) {
        String stripped = text.strip().replace("\r\n", "\n");
        if (!stripped.endsWith(after)) return false;
        String before =
                stripped.substring(0, stripped.length() - after.length()).strip();
        return MARK.matcher(before.substring(Math.max(0, before.lastIndexOf('['))))
                .matches();
    }

    /** Whether a note is one that {@link #fenced} made, with its mark in a comment of HTML. */
    static boolean fencedByUs(String text) {
        return text.strip().startsWith("```") && ends(text, "-->");
    }

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
        return cut(clean, most - CUT.length()) + CUT;
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
     * A preformatted block that is inert in Textile and in both Markdowns of Redmine alike: what could end it, begin a
     * tag or call somebody is written with other characters. The older Markdown knows no {@code <pre>}, hence the fence
     * within, which any three tildes or backticks would end there.
     *
     * @param mark its last line; empty where there is none
     * @param most bytes in UTF-8 of the text, which is cut there
     */
    static String preformatted(String text, String mark, int most) {
        String inert = FENCES.matcher(text)
                .replaceAll(run -> run.group().replace('`', '\u02CB').replace('~', '\u223C'))
                .replace('<', '\u2039')
                .replace('>', '\u203A')
                .replace('&', '\uFF06')
                .replace('@', '\uFF20');
        return "<pre>\n~~~\n" + bytes(inert, most) + (mark.isEmpty() ? "" : "\n" + mark) + "\n~~~\n</pre>";
    }

    /** Whether a note is one that {@link #preformatted} made, today or before it had a fence. */
    static boolean preformattedByUs(String text) {
        return text.strip().startsWith("<pre>") && (ends(text, "~~~\n</pre>") || ends(text, "</pre>"));
    }

    private static String bytes(String text, int most) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        if (all.length <= most) return text;
        int end = most;
        while ((all[end] & 0xC0) == 0x80) end--;
        return new String(all, 0, end, StandardCharsets.UTF_8) + CUT;
    }
}
