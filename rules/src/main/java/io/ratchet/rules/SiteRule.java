package io.ratchet.rules;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a site, read and found to be in order.
 *
 * @param file in which it stands
 * @param line at which it begins
 * @param replaces id of the shipped rule in whose place it stands; null when it stands beside them
 * @param drl the rule alone, from its first word to its {@code end}
 */
record SiteRule(
        String file,
        int line,
        String id,
        String name,
        @Nullable String replaces,
        String drl) {
    /** What every site rule can name: the kinds of facts, the words of decisions, and the collector. */
    static final String HEADER = "package site; "
            + SiteVocabulary.FACTS.values().stream()
                    .map(type -> "import " + type.getName() + "; ")
                    .collect(Collectors.joining())
            + "import io.ratchet.domain.decision.Goal; import io.ratchet.domain.decision.Remedy; "
            + "import io.ratchet.domain.decision.Restart; import java.util.List; "
            + "global io.ratchet.rules.fact.DecisionCollector out; ";

    /** As a file of its own. */
    String source() {
        return HEADER + drl + "\n";
    }

    String place() {
        return file + ", line " + line;
    }

    String number() {
        return CaseRun.number(id);
    }
}
