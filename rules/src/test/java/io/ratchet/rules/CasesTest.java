package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case file, and the promise that every rule has at least one case that it shapes and one near miss that it does
 * not.
 */
class CasesTest {
    private static final RuleBook BOOK = RuleBook.shipped();
    private static final List<Cases.Case> CASES = Cases.all();

    @TestFactory
    Stream<DynamicTest> decidesAsTheCaseSays() {
        return CASES.stream().map(one -> DynamicTest.dynamicTest(one.file() + ": " + one.name(), () -> check(one)));
    }

    private static void check(Cases.Case one) {
        // When
        CaseRun run = CaseRun.of(one, BOOK);
        // Then
        assertThat(run.complaints())
                .as(() -> one.name() + "\n"
                        + run.lines().stream().map(JsonNode::toString).collect(Collectors.joining("\n")))
                .isEmpty();
    }

    @Test
    void hasAMatchAndANearMissForEveryRule() {
        // When
        Set<String> matched = new TreeSet<>();
        Set<String> missed = new TreeSet<>();
        CASES.forEach(one -> {
            matched.addAll(one.fires());
            missed.addAll(one.not());
        });
        // Then
        List<String> numbers =
                BOOK.rules().stream().map(rule -> rule.id().substring(0, 4)).toList();
        assertThat(numbers).doesNotHaveDuplicates();
        assertThat(numbers).as("rules without a case that they shape").allMatch(matched::contains);
        assertThat(numbers).as("rules without a near miss").allMatch(missed::contains);
    }
}
