package io.ratchet.console;

import io.ratchet.store.Reports.Which;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which reports are asked for, by the words of an address. */
final class ReportChoice {
    private ReportChoice() {}

    /** @throws IllegalArgumentException when it is none of {@link #words} */
    static Which of(String word) {
        return word.isEmpty()
                ? Which.ALL
                : Arrays.stream(Which.values())
                        .filter(which -> word(which).equals(word))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'show' is one of " + String.join(", ", words()) + ", not '" + word + "'."));
    }

    static String word(Which which) {
        return which.name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(Which.values()).map(ReportChoice::word).toList();
    }
}
