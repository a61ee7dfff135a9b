package io.ratchet.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of the cases that the shipped rules are held to, packaged to be read. */
final class ShippedCases {
    static final String FOLDER = "/cases/shipped/";

    private static final Pattern NAME = Pattern.compile("- case: *(.*)");
    private static final Pattern WORDS = Pattern.compile("^    (fires|not): *\\[([^\\]]*)]", Pattern.MULTILINE);

    private ShippedCases() {}

    /** Those that name a rule by its number, such as {@code R025}; first those in which it fires. */
    static List<RuleCase> of(String number) {
        List<RuleCase> firing = new ArrayList<>();
        List<RuleCase> silent = new ArrayList<>();
        for (String file : files())
            for (String text : read(FOLDER + file).split("(?m)^(?=  - case:)")) {
                if (names(text, "fires", number)) firing.add(of(file, text, true));
                else if (names(text, "not", number)) silent.add(of(file, text, false));
            }
        firing.addAll(silent);
        return firing;
    }

    /** The names of the files, in their order. */
    static List<String> files() {
        return List.of(read("/cases/shipped.txt").split("\\s+"));
    }

    private static boolean names(String text, String word, String number) {
        Matcher words = WORDS.matcher(text);
        while (words.find())
            if (words.group(1).equals(word)
                    && Arrays.asList(words.group(2).split("[, ]+")).contains(number)) return true;
        return false;
    }

    private static RuleCase of(String file, String text, boolean fires) {
        Matcher name = NAME.matcher(text);
        return new RuleCase(file, name.find() ? plain(name.group(1).strip()) : "", fires, text.stripTrailing());
    }

    /** Without the quotes that YAML needs around a colon. */
    private static String plain(String name) {
        return name.startsWith("\"") && name.endsWith("\"") ? name.substring(1, name.length() - 1) : name;
    }

    private static String read(String path) {
        try (InputStream in = ShippedCases.class.getResourceAsStream(path)) {
            if (in == null) throw new IllegalStateException("the cases are not packaged: " + path);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
