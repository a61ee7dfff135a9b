package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.decision.Decision;
import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The 125 statements of the domain knowledge: each has a case that must match and a near miss that must not, or says
 * which test elsewhere proves it. {@code CasesTest} runs the cases; this test holds that none is missing or says
 * nothing.
 */
class StatementsSuiteTest {
    private static final Pattern NAME = Pattern.compile("statement (\\d+)(, near miss)?: .+");
    private static final Pattern POINTER = Pattern.compile("`(\\w+Test)`");
    private static final RuleBook BOOK = RuleBook.shipped();
    private static final List<Cases.Case> CASES = Cases.all();

    @Test
    void everyStatementHasAMatchAndANearMissOrATestElsewhere() throws IOException {
        // Given
        Set<Integer> matches = numbers(false);
        Set<Integer> misses = numbers(true);
        Set<Integer> elsewhere = elsewhere().keySet();
        // When
        List<Integer> open = IntStream.rangeClosed(1, 125)
                .boxed()
                .filter(number -> !elsewhere.contains(number))
                .filter(number -> !matches.contains(number) || !misses.contains(number))
                .toList();
        // Then
        assertThat(open)
                .as("statements without a pair of cases or a test elsewhere")
                .isEmpty();
    }

    @Test
    void everyMatchIsShapedByItsStatement() throws IOException {
        // Given
        Set<Integer> invisible = elsewhere().keySet();
        List<String> strangers = new ArrayList<>();
        // When
        CASES.forEach(one -> named(one)
                .filter(matcher -> matcher.group(2) == null)
                .ifPresent(matcher -> {
                    int number = Integer.parseInt(matcher.group(1));
                    if (invisible.contains(number)) return;
                    boolean shaped = BOOK.decide(one.estate()).stream()
                            .map(Decision::why)
                            .anyMatch(why -> why.statements().contains(number));
                    if (!shaped) strangers.add(one.name());
                }));
        // Then
        assertThat(strangers)
                .as("cases none of whose decisions names their statement")
                .isEmpty();
    }

    @Test
    void everyCaseSaysWhatMustOrMustNotBeDecided() {
        for (Cases.Case one : CASES) {
            // When
            Matcher name = named(one).orElse(null);
            if (name == null) continue;
            JsonNode says = one.expectation();
            // Then
            if (name.group(2) == null)
                assertThat(says.path("expect").size()).as(one.name()).isPositive();
            else assertThat(says.path("forbid").size()).as(one.name()).isPositive();
        }
    }

    @Test
    void whatHasNoPairOfCasesPointsToATestThatIsThere() throws IOException {
        // Given
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of(".."), 12)) {
            tests = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toCollection(HashSet::new));
        }
        Set<Integer> matches = numbers(false);
        Set<Integer> misses = numbers(true);
        // When
        elsewhere().forEach((number, where) -> {
            if (matches.contains(number) && misses.contains(number)) return;
            List<String> named = POINTER.matcher(where)
                    .results()
                    .map(result -> result.group(1))
                    .toList();
            // Then
            assertThat(named).as("statement %d: %s", number, where).isNotEmpty();
            assertThat(tests).as("statement %d: %s", number, where).containsAll(named);
        });
    }

    private static Set<Integer> numbers(boolean miss) {
        return CASES.stream()
                .flatMap(one -> named(one).stream())
                .filter(matcher -> (matcher.group(2) != null) == miss)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<Matcher> named(Cases.Case one) {
        Matcher matcher = NAME.matcher(one.name());
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }

    private static Map<Integer, String> elsewhere() throws IOException {
        String name = "statements-elsewhere.yaml";
        Map<Integer, String> where = new TreeMap<>();
        YamlNode.parse(name, Files.readString(Path.of("src/test/resources", name)))
                .entries()
                .forEach((number, place) -> where.put(Integer.valueOf(number), place.text()));
        return where;
    }
}
