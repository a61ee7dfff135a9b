package io.ratchet.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One condition of a rule, as text: what it reads, and what would have to be so. It is never evaluated here. */
record Condition(String text) {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String LITERAL = "(?:\"(?:[^\"\\\\]|\\\\.)*\"|-?\\d+(?:\\.\\d+)?|true|false|null)";
    private static final Pattern FLAG = Pattern.compile("(!?)\\s*(" + NAME + "(?:\\." + NAME + ")*)");
    private static final Pattern EQUALITY = Pattern.compile("(" + NAME + ")\\s*([=!]=)\\s*(" + LITERAL + ")");
    private static final Pattern PATH = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|(?<![A-Za-z0-9_$.)])(" + NAME
            + "(?:\\(\\))?(?:\\." + NAME + "(?:\\(\\))?)*)(\\s*\\()?");
    private static final Set<String> WORDS = Set.of(
            "true",
            "false",
            "null",
            "this",
            "new",
            "instanceof",
            "matches",
            "contains",
            "memberOf",
            "in",
            "not",
            "str",
            "soundslike",
            "excludes",
            "exists",
            "eval",
            "from");
    /** What begins the second half of a shared comparison, as in {@code version > 3 && < 5}. */
    private static final Pattern HALF = Pattern.compile(
            "(?:[<>=]|!=|(?:matches|contains|memberOf|in|not|str|soundslike|excludes)\\b).*", Pattern.DOTALL);

    /** A constraint as the conditions it is made of: {@code a && b} are two. */
    static List<Condition> of(String constraint) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        boolean either = false;
        for (int at = 0; at < constraint.length(); at++) {
            char c = constraint.charAt(at);
            if (c == '"' || c == '\'') at = endOfText(constraint, at);
            else if (c == '(' || c == '[' || c == '{') depth++;
            else if (c == ')' || c == ']' || c == '}') depth--;
            else if (depth == 0 && constraint.startsWith("||", at)) either = true;
            else if (depth == 0 && constraint.startsWith("&&", at)) {
                parts.add(constraint.substring(from, at).strip());
                from = at + 2;
                at++;
            }
        }
        parts.add(constraint.substring(from).strip());
        boolean apart = !either
                && parts.stream()
                        .noneMatch(part -> part.isEmpty() || HALF.matcher(part).matches());
        return apart ? parts.stream().map(Condition::new).toList() : List.of(new Condition(constraint.strip()));
    }

    /** The index of the quote that ends the text begun at {@code start}. */
    static int endOfText(String source, int start) {
        char quote = source.charAt(start);
        for (int at = start + 1; at < source.length(); at++) {
            if (source.charAt(at) == '\\') at++;
            else if (source.charAt(at) == quote) return at;
        }
        return source.length() - 1;
    }

    /**
     * Whether it may be asked of any fact of its kind, whatever the conditions before it say: it compares a property
     * with a literal or reads a flag. Others may rest on an earlier condition, such as one that asks for null.
     */
    boolean standsAlone() {
        for (String part : text.split("\\|\\|"))
            if (!EQUALITY.matcher(part.strip()).matches() && !part.strip().matches("!?\\s*" + NAME)) return false;
        return true;
    }

    /** Whether it names something for later conditions, as in {@code $build : build}. */
    boolean names() {
        return text.matches("(?s)\\$?" + NAME + "\\s*:[^:].*");
    }

    /** The properties it reads, as paths from the fact. */
    List<String> reads() {
        List<String> read = new ArrayList<>();
        String asked = names() ? text.substring(text.indexOf(':') + 1) : text;
        Matcher paths = PATH.matcher(asked);
        while (paths.find()) {
            String path = paths.group(1);
            if (path == null || WORDS.contains(path)) continue;
            // The last name is a method that takes something; what it is called on is what was found.
            if (paths.group(2) != null) path = path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
            if (!path.isEmpty() && Character.isLowerCase(path.charAt(0)) && !read.contains(path)) read.add(path);
        }
        return read;
    }

    /** What would have to be so, a sentence. */
    String mustBe() {
        Optional<String> plain = equality().or(this::flag);
        return plain.orElse("'" + text + "' would have to hold.");
    }

    private Optional<String> equality() {
        Matcher match = EQUALITY.matcher(text);
        if (!match.matches()) return Optional.empty();
        String literal = match.group(3).startsWith("\"")
                ? "'" + match.group(3).substring(1, match.group(3).length() - 1) + "'"
                : match.group(3);
        return Optional.of(match.group(1) + " would have to be "
                + (match.group(2).equals("==") ? "" : "other than ") + literal + ".");
    }

    private Optional<String> flag() {
        Matcher match = FLAG.matcher(text);
        return match.matches()
                ? Optional.of(
                        match.group(2) + " would have to be " + (match.group(1).isEmpty() ? "true." : "false."))
                : Optional.empty();
    }
}
