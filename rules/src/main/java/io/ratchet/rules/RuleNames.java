package io.ratchet.rules;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.rules.catalogue.RuleDescription;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds a rule by what a person types: its whole id, or the beginning of it, such as {@code R025} or {@code 25}. */
final class RuleNames {
    private static final int SUGGESTED = 3;
    private static final Pattern SHORT = Pattern.compile("r?(\\d{1,3})(|-.*)");

    private RuleNames() {}

    /** @throws FailureException ID_UNKNOWN with the nearest ids when none or several are meant */
    static RuleDescription find(String typed, List<RuleDescription> rules) {
        String wanted = padded(typed.strip().toLowerCase(Locale.ROOT));
        for (RuleDescription rule : rules)
            if (rule.id().toLowerCase(Locale.ROOT).equals(wanted)) return rule;
        List<RuleDescription> beginning = rules.stream()
                .filter(rule -> rule.id().toLowerCase(Locale.ROOT).startsWith(wanted))
                .toList();
        if (beginning.size() == 1 && !wanted.isEmpty()) return beginning.get(0);
        String nearest = (beginning.isEmpty() ? rules : beginning)
                .stream()
                        .map(RuleDescription::id)
                        .sorted(Comparator.<String>comparingInt(id -> distance(wanted, id.toLowerCase(Locale.ROOT)))
                                .thenComparing(Comparator.naturalOrder()))
                        .limit(SUGGESTED)
                        .collect(Collectors.joining(", "));
        throw FailureException.of(
                FailureCode.ID_UNKNOWN, "There is no rule '" + typed + "'; the nearest are " + nearest + ".");
    }

    /** {@code r25} and {@code 25} mean R025. */
    private static String padded(String typed) {
        Matcher number = SHORT.matcher(typed);
        return number.matches()
                ? "r" + "0".repeat(3 - number.group(1).length()) + number.group(1) + number.group(2)
                : typed;
    }

    /**
     * How much must be typed differently: of the whole id, or of as much of its beginning as was typed, whichever is
     * less.
     */
    private static int distance(String typed, String id) {
        String beginning = id.substring(0, Math.min(id.length(), typed.length()));
        return Math.min(edits(typed, id), edits(typed, beginning));
    }

    /** The number of letters to add, drop or replace (Levenshtein). */
    private static int edits(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) row[j] = j;
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
