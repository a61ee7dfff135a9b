package io.ratchet.domain.decision;

import io.ratchet.domain.Checks;
import java.util.List;

/**
 * Why a decision is what it is.
 *
 * @param rule id of the rule that fired, such as {@code R025-winhttp-keeps-what-is-there}
 * @param statements every statement of the domain knowledge that shaped it, ascending
 * @param status of the rule: {@code draft}, {@code test}, {@code stable}
 * @param citations source keys, such as {@code S1}, {@code M10}
 * @param facts what it rests on
 * @param because one or two plain sentences a Windows admin would write
 */
public record Explanation(
        String rule,
        List<Integer> statements,
        String status,
        List<String> citations,
        Confidence confidence,
        List<FactCited> facts,
        String because) {
    /** A finding and what it says, in words. */
    public record FactCited(String finding, String says) {}

    public Explanation {
        Checks.text(rule, "rule");
        statements = ascending(statements)
                ? List.copyOf(statements)
                : statements.stream().sorted().distinct().toList();
        citations = List.copyOf(citations);
        facts = List.copyOf(facts);
    }

    private static boolean ascending(List<Integer> numbers) {
        for (int i = 1; i < numbers.size(); i++) if (numbers.get(i - 1) >= numbers.get(i)) return false;
        return true;
    }
}
