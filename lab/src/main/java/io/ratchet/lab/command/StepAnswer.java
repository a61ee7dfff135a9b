package io.ratchet.lab.command;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The answer of one call while it is being made: the hashtable of the scripts. */
final class StepAnswer {
    boolean changed;
    final Map<String, String> before = new TreeMap<>();
    final Map<String, String> after = new TreeMap<>();
    String restart = "none";

    @Nullable
    String error;

    static StepAnswer failed(String error) {
        var answer = new StepAnswer();
        answer.error = error;
        return answer;
    }

    /** For actions that only read: before and after are both what was found. */
    static StepAnswer found(Map<String, String> found) {
        var answer = new StepAnswer();
        answer.before.putAll(found);
        answer.after.putAll(found);
        return answer;
    }
}
