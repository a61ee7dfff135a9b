package io.ratchet.domain.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The error output of PowerShell 2.0 to 5.1, which is plain text, or objects in XML behind the word {@code #< CLIXML}
 * where its reader is taken for another PowerShell, or both in turn. Of the objects only lines of the error stream are
 * of interest: {@code <S S="Error">}, each a line of a console of 80 columns, with control characters as
 * {@code _x000D_} (MS-PSRP 2.2.5.1.1 and 2.2.5.3.2). Whatever else there is, progress above all, is passed over.
 *
 * <p>Read by hand: nothing in it is ever resolved or executed, no length of it costs more than a look at each
 * character, and what is cut off or makes no sense gives fewer words and no failure.
 */
final class ErrorStream {
    private static final String OBJECTS = "#< CLIXML";
    private static final String ROOT = "<Objs";
    private static final String ROOT_END = "</Objs>";
    private static final String LINE = "<S S=\"Error\">";
    private static final String LINE_END = "</S>";

    /** Beyond this nobody looks for the reason. */
    private static final int READ = 64 * 1024;

    private static final int SAID = 500;
    private static final int LONGEST_ENTITY = 8;

    private ErrorStream() {}

    static String plain(String stderr) {
        return said(lines(stderr));
    }

    /** The plain text and the lines of the error stream, with all that PowerShell adds for programmers. */
    static String lines(String stderr) {
        String text = stderr.length() > READ ? stderr.substring(0, READ) : stderr;
        StringBuilder lines = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int objects = text.indexOf(OBJECTS, at);
            lines.append(text, at, objects < 0 ? text.length() : objects);
            if (objects < 0) break;
            lines.append('\n');
            at = objects(text, objects + OBJECTS.length(), lines);
        }
        return lines.toString();
    }

    /** Adds the error lines of one block of objects; returns where it ends. */
    private static int objects(String text, int from, StringBuilder lines) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        if (!text.startsWith(ROOT, at)) return at;
        int end = text.indexOf(ROOT_END, at);
        int until = end < 0 ? text.length() : end;
        for (int line = text.indexOf(LINE, at); line >= 0 && line < until; line = text.indexOf(LINE, at)) {
            int begin = line + LINE.length();
            int close = text.indexOf(LINE_END, begin);
            int stop = close < 0 || close > until ? until : close;
            unescaped(text, begin, stop, lines);
            at = stop;
        }
        return end < 0 ? text.length() : end + ROOT_END.length();
    }

    private static void unescaped(String text, int from, int until, StringBuilder into) {
        int at = from;
        while (at < until) {
            char character = text.charAt(at);
            Optional<Escape> escape = character == '&'
                    ? entity(text, at, until)
                    : character == '_' ? control(text, at, until) : Optional.empty();
            if (escape.isPresent()) into.append(escape.get().means());
            else into.append(character);
            at = escape.isPresent() ? escape.get().end() : at + 1;
        }
    }

    /** @param end where the text goes on behind it */
    private record Escape(char means, int end) {}

    private static Optional<Escape> entity(String text, int at, int until) {
        int length = 1;
        while (at + length < until && length < LONGEST_ENTITY && text.charAt(at + length) != ';') length++;
        int end = at + length;
        if (end >= until || text.charAt(end) != ';') return Optional.empty();
        String name = text.substring(at + 1, end);
        return switch (name) {
            case "lt" -> Optional.of(new Escape('<', end + 1));
            case "gt" -> Optional.of(new Escape('>', end + 1));
            case "amp" -> Optional.of(new Escape('&', end + 1));
            case "quot" -> Optional.of(new Escape('"', end + 1));
            case "apos" -> Optional.of(new Escape('\'', end + 1));
            default -> number(name).map(unit -> new Escape(unit, end + 1));
        };
    }

    private static Optional<Character> number(String name) {
        if (name.startsWith("#x")) return unit(name.substring(2), 16);
        return name.startsWith("#") ? unit(name.substring(1), 10) : Optional.empty();
    }

    /** {@code _x000A_} and its like: one unit of UTF-16. */
    private static Optional<Escape> control(String text, int at, int until) {
        if (at + 7 > until || text.charAt(at + 1) != 'x' || text.charAt(at + 6) != '_') return Optional.empty();
        return unit(text.substring(at + 2, at + 6), 16).map(unit -> new Escape(unit, at + 7));
    }

    private static Optional<Character> unit(String digits, int radix) {
        if (digits.isEmpty()) return Optional.empty();
        int value = 0;
        for (int at = 0; at < digits.length(); at++) {
            int digit = Character.digit(digits.charAt(at), radix);
            if (digit < 0 || digits.charAt(at) > 127) return Optional.empty();
            value = value * radix + digit;
            if (value > Character.MAX_VALUE) return Optional.empty();
        }
        return Optional.of((char) value);
    }

    /**
     * One line without what PowerShell adds for programmers: the place in the script, which would show the script, and
     * the lines that begin with a plus sign.
     */
    private static String said(String text) {
        List<String> words = new ArrayList<>();
        for (String line : text.split("[\r\n\u2028\u2029]+")) {
            String bare = clean(line);
            if (bare.startsWith("+") || bare.matches(".{0,40}:[0-9]+ .{0,20}:[0-9]+")) break;
            if (!bare.isEmpty()) words.add(bare);
        }
        String said = String.join(" ", words);
        if (said.length() <= SAID) return said;
        int end = Character.isHighSurrogate(said.charAt(SAID - 2)) ? SAID - 2 : SAID - 1;
        return said.substring(0, end) + "\u2026";
    }

    /** Without what moves a terminal's cursor or turns the writing round, and with single blanks. */
    private static String clean(String line) {
        StringBuilder clean = new StringBuilder(line.length());
        line.codePoints()
                .map(point -> Character.isWhitespace(point) || Character.isSpaceChar(point) ? ' ' : point)
                .filter(point -> switch (Character.getType(point)) {
                    case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
                    default -> true;
                })
                .forEach(point -> {
                    boolean second = point == ' ' && (clean.isEmpty() || clean.charAt(clean.length() - 1) == ' ');
                    if (!second) clean.appendCodePoint(point);
                });
        return clean.toString().strip();
    }
}
