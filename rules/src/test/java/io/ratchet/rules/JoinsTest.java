package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.rules.RuleSource.Element;
import io.ratchet.rules.RuleSource.PatternElement;
import io.ratchet.rules.catalogue.RuleDescription;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A rule says in its own words what must be so: conditions on facts and joins between them, not one yes or no that Java
 * worked out. These figures may only grow.
 */
class JoinsTest {
    private static final int MORE_THAN_ONE = 102;
    private static final int JOINED = 17;

    private static final List<RuleDescription> RULES = RuleBook.shipped().rules();

    @Test
    void mostRulesAskMoreThanOneThing() {
        assertThat(RULES)
                .filteredOn(rule -> asks(rule) >= 2)
                .as("rules with two or more conditions or a join")
                .hasSizeGreaterThanOrEqualTo(MORE_THAN_ONE);
    }

    @Test
    void gatesJoinTheHostWithWhatStandsOnItAndAroundIt() {
        assertThat(RULES)
                .filteredOn(rule -> elements(rule).size() >= 2)
                .as("rules that join facts")
                .hasSizeGreaterThanOrEqualTo(JOINED);
    }

    @Test
    void whatIsJoinedIsOfTheSameHost() {
        for (RuleDescription rule : RULES)
            assertThat(elements(rule).stream().skip(1).map(Element::drl))
                    .as(rule.id())
                    .allSatisfy(drl -> assertThat(drl).contains("== $host"));
    }

    private static List<Element> elements(RuleDescription rule) {
        return RuleSource.find(rule.id(), RuleBook.files()).elements();
    }

    private static int asks(RuleDescription rule) {
        List<Element> elements = elements(rule);
        if (elements.size() > 1) return elements.size();
        return elements.get(0) instanceof PatternElement pattern
                ? pattern.conditions().size()
                : 1;
    }
}
