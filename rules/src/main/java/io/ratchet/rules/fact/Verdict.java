package io.ratchet.rules.fact;

import java.util.Locale;

/** Whether the build of a system reaches a floor. */
enum Verdict {
    /** The system sets no such floor. */
    NONE,
    MET,
    UNMET,
    /** Nobody told the build, or nobody whose word counts. */
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As rules write it. */
    String word() {
        return word;
    }
}
