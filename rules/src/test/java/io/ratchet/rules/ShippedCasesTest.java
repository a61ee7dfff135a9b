package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.rules.catalogue.RuleDescription;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A rule as the console shows it: its text, and the cases that name it. */
class ShippedCasesTest {
    private static final RuleBook BOOK = RuleBook.shipped();

    @Test
    void everyFileOfCasesIsShipped() {
        assertThat(ShippedCases.files())
                .containsExactlyElementsOf(Cases.all().stream()
                        .map(CaseFiles.Case::file)
                        .distinct()
                        .sorted()
                        .toList());
    }

    @Test
    void aRuleHasTheCasesThatNameIt() {
        for (String number : List.of("R025", "R026", "R116")) {
            // Given
            Stream<String> firing = Cases.all().stream()
                    .filter(one -> one.fires().contains(number))
                    .map(CaseFiles.Case::name);

            // Then
            assertThat(BOOK.cases(number).stream().filter(RuleCase::fires).map(RuleCase::name))
                    .as(number)
                    .containsExactlyInAnyOrderElementsOf(firing.toList());
        }
    }

    @Test
    void everyRuleHasItsText() {
        for (RuleDescription rule : BOOK.rules())
            assertThat(BOOK.text(rule.id()))
                    .as(rule.id())
                    .startsWith("rule ")
                    .contains(rule.name())
                    .endsWith("end");
    }
}
