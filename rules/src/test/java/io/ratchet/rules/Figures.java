package io.ratchet.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the figures in a Java or DRL source that belong into the catalogue, where each has its source: versions and
 * builds, cumulative updates, KB numbers, dates and masks. Comments decide nothing and may name them; so may the header
 * of a rule, which cites. The versions of TLS and its forerunners are names here, not figures.
 */
final class Figures {
    /** Comments, annotations of rules, text blocks, strings and characters; whatever is between them is code. */
    private static final Pattern PART = Pattern.compile(
            "//[^\n]*|/\\*.*?\\*/|(?<cites>@(?:id|status|statements|source|retrieved|replaces)\\([^)]*\\))"
                    + "|\"\"\"(?<block>.*?)\"\"\"|\"(?<string>(?:[^\"\\\\\n]++|\\\\.)*+)\"|'(?<quoted>(?:[^'\\\\\n]++|\\\\.)*+)'",
            Pattern.DOTALL);

    private static final Pattern PROTOCOL = Pattern.compile(
            "(?:TLS|SSL|PCT)[ _-]?v?[0-9]\\.[0-9](?:(?: ?[,/] ?| and | or | to )[0-9]\\.[0-9])*(?!\\.?[0-9])",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern IN_TEXT = Pattern.compile(
            "(?<kb>\\bKB ?[0-9]{5,8}\\b)"
                    + "|(?<date>\\b(?:19|20)[0-9]{2}-[01][0-9](?:-[0-3][0-9])?(?![0-9-]))"
                    + "|(?<month>\\b(?:January|February|March|April|May|June|July|August|September|October|November"
                    + "|December) (?:19|20)[0-9]{2}\\b)"
                    + "|(?<mask>\\b0x[0-9A-F]+\\b)"
                    + "|(?<version>(?<![0-9.])[0-9]+(?:\\.[0-9]+)+(?![0-9]| ?%))"
                    + "|(?<update>\\b(?:CU|RU|HF)[0-9]+\\b)",
            Pattern.CASE_INSENSITIVE);

    /**
     * A mask; a version in numbers; a number of four digits or more, such as a build, an event or a port. What stands
     * in brackets is a place, and a power of two written in decimal is a size.
     */
    private static final Pattern IN_CODE = Pattern.compile("(?<mask>\\b0[xX][0-9a-fA-F_]+)[lL]?\\b"
            + "|\\bnew Version\\((?<version>\\s*[0-9]+(?:\\s*,\\s*[0-9]+)+\\s*)\\)"
            + "|(?<![\\w.\\[])(?<number>[0-9][0-9_]{3,})[lL]?\\b(?!\\.[0-9])");

    private Figures() {}

    /** The figures in {@code source}, in the order they stand there, as often as they do. */
    static List<String> in(String source) {
        List<String> found = new ArrayList<>();
        Matcher parts = PART.matcher(source);
        int codeFrom = 0;
        while (parts.find()) {
            found.addAll(inCode(source.substring(codeFrom, parts.start())));
            codeFrom = parts.end();
            for (String kind : List.of("block", "string", "quoted"))
                if (parts.group(kind) != null) found.addAll(inText(parts.group(kind)));
        }
        found.addAll(inCode(source.substring(codeFrom)));
        return found;
    }

    private static List<String> inText(String text) {
        // In a regular expression a dot is escaped, and in Java that once more.
        String plain = PROTOCOL.matcher(text.replaceAll("\\\\+\\.", ".")).replaceAll("-");
        return IN_TEXT.matcher(plain).results().map(MatchResult::group).toList();
    }

    private static List<String> inCode(String code) {
        List<String> found = new ArrayList<>();
        Matcher figures = IN_CODE.matcher(code);
        while (figures.find()) {
            String number = figures.group("number");
            if (figures.group("mask") != null) found.add(figures.group("mask"));
            else if (number == null)
                found.add(figures.group("version").replaceAll("\\s", "").replace(',', '.'));
            else if (!amount(number)) found.add(number);
        }
        return found;
    }

    private static boolean amount(String number) {
        return number.matches("[1-9]0{0,2}(_000)+") || Long.bitCount(Long.parseLong(number.replace("_", ""))) == 1;
    }
}
