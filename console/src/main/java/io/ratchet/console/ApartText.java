package io.ratchet.console;

import io.ratchet.store.Queue;
import java.util.List;

/** Why plans are set apart from their cohort, in words. */
final class ApartText {
    private ApartText() {}

    static List<String> of(Queue.Cohort cohort) {
        return cohort.reasons().entrySet().stream()
                .map(entry -> entry.getValue()
                        + (entry.getValue() == 1 ? " host " : " hosts ")
                        + of(entry.getKey(), entry.getValue() == 1))
                .toList();
    }

    /** As the end of a sentence about one host, or several. */
    static String of(Queue.Apart reason, boolean one) {
        return switch (reason) {
            case RARE_START -> one ? "starts from other values than most" : "start from other values than most";
            case NO_SITE ->
                one ? "stands at no known site, so it has no window" : "stand at no known site, so they have no window";
            case FAILED_BEFORE -> "had a remediation that failed or was undone";
        };
    }
}
