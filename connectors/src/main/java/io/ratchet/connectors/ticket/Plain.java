package io.ratchet.connectors.ticket;

import io.ratchet.connectors.text.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text from outside on its way into a ticket system. */
final class Plain {
    /** Our marks, as they stand in notes. */
    static final Pattern MARK = Pattern.compile("\\[R-[0-9A-F]{12}#[0-9a-z]{1,40}\\]");

    /** Our key, as it stands in subjects. */
    static final Pattern KEY = Pattern.compile("R-[0-9A-F]{12}");

    private static final String CUT = "\n[cut; the attachment and Ratchet's page have the rest]";
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

    /** Whether a note is one that {@link PlainText#fenced} made, with its mark in a comment of HTML. */
    static boolean fencedByUs(String text) {
        return text.strip().startsWith("```") && ends(text, "-->");
    }

    /** Lines without control characters, of at most so many characters in all. */
    static String text(String text, int most) {
        return PlainText.text(text, most, CUT);
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
