package io.ratchet.lab.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line as {@code cmd.exe /c} reads it: variables, commands that {@code &}, {@code &&} and {@code ||} join, and what
 * is thrown away.
 */
final class CommandLine {
    private static final Pattern VARIABLE = Pattern.compile("%([^%\\s]+)%");

    /** What stands before a command. */
    enum Joint {
        ALWAYS,
        AFTER_SUCCESS,
        AFTER_FAILURE
    }

    /** Where a command's two streams go. */
    enum Target {
        OUT,
        ERR,
        NOWHERE
    }

    /** @param text without escapes and redirections; blanks at its end are kept, for {@code echo} prints them */
    record Part(Joint joint, String text, Target out, Target err) {}

    /** The line asks for something that the lab does not do. */
    static final class NotDone extends Exception {
        private static final long serialVersionUID = 1;

        NotDone(String what) {
            super(what);
        }
    }

    private final String line;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Joint joint = Joint.ALWAYS;
    private Target out = Target.OUT;
    private Target err = Target.ERR;
    private int at;

    private CommandLine(String line) {
        this.line = line;
    }

    /** A variable that is not set stays as it is written, as on a command line. */
    static String expanded(String line, Map<String, String> variables) {
        UnaryOperator<String> value = name -> variables.getOrDefault(name.toUpperCase(Locale.ROOT), "%" + name + "%");
        return VARIABLE.matcher(line).replaceAll(each -> Matcher.quoteReplacement(value.apply(each.group(1))));
    }

    static List<Part> parts(String line) throws NotDone {
        return new CommandLine(line).read();
    }

    private List<Part> read() throws NotDone {
        boolean quoted = false;
        for (; at < line.length(); at++) {
            char next = line.charAt(at);
            if (next == '"') quoted = !quoted;
            if (quoted || next == '"') text.append(next);
            else if (next == '^') escaped();
            else if (next == '&') {
                if (begins("&&")) end(Joint.AFTER_SUCCESS, 2);
                else end(Joint.ALWAYS, 1);
            } else if (begins("||")) end(Joint.AFTER_FAILURE, 2);
            else if (next == '>') redirected();
            else if (next == '|' || next == '<')
                throw new NotDone("the lab pipes nothing into a command: " + line.substring(at));
            else text.append(next);
        }
        end(Joint.ALWAYS, 0);
        return parts;
    }

    private boolean begins(String operator) {
        return line.startsWith(operator, at);
    }

    private void escaped() {
        at++;
        if (at < line.length()) text.append(line.charAt(at));
    }

    private void end(Joint next, int length) {
        parts.add(new Part(joint, text.toString().stripLeading(), out, err));
        text.setLength(0);
        joint = next;
        out = Target.OUT;
        err = Target.ERR;
        at += Math.max(0, length - 1);
    }

    private void redirected() throws NotDone {
        int stream = 1;
        int last = text.length() - 1;
        if (last > 0 && (text.charAt(last) == '1' || text.charAt(last) == '2') && text.charAt(last - 1) == ' ') {
            stream = text.charAt(last) - '0';
            text.setLength(last);
        }
        int begin = at + 1;
        while (begin < line.length() && (line.charAt(begin) == '>' || line.charAt(begin) == ' ')) begin++;
        int end = begin;
        while (end < line.length() && (end == begin || " &|<>".indexOf(line.charAt(end)) < 0)) end++;
        Target target = target(line.substring(begin, end));
        if (stream == 1) out = target;
        else err = target;
        at = end - 1;
    }

    private Target target(String word) throws NotDone {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "nul" -> Target.NOWHERE;
            case "&1" -> out;
            case "&2" -> err;
            default -> throw new NotDone("the lab writes no files but nul: " + word);
        };
    }
}
