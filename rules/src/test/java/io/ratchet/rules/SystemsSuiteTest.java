package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.fact.Host;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the systems table has a case named after it, and is a system of the catalogue where it must be one. */
class SystemsSuiteTest {
    private static final RuleBook BOOK = RuleBook.shipped();
    private static final List<Decided> DECIDED = Cases.all().stream()
            .map(one -> {
                Estate estate = one.estate();
                return new Decided(one.name(), estate, BOOK.decide(estate));
            })
            .toList();

    /** A case and what is decided of it. */
    private record Decided(String name, Estate estate, List<Decision> decisions) {}

    @Test
    void everyRowHasACaseNamedAfterIt() {
        // Given
        Set<String> named = Cases.all().stream()
                .filter(one -> one.name().contains(":"))
                .flatMap(one -> Stream.of(
                        one.name().substring(0, one.name().indexOf(':')).split(",")))
                .map(String::strip)
                .collect(Collectors.toCollection(TreeSet::new));
        // When
        List<String> missing = SystemsTable.lines().stream()
                .map(SystemsTable.Line::id)
                .filter(id -> !named.contains(id))
                .toList();
        // Then
        assertThat(missing).as("rows without a named case").isEmpty();
    }

    @Test
    void everyNamedCaseSpeaksOfItsSystem() {
        for (SystemsTable.Line line : SystemsTable.lines()) {
            if (!line.system()) continue;
            // Given
            List<Cases.Case> cases = Cases.all().stream()
                    .filter(one -> one.name().startsWith(line.id() + ":"))
                    .toList();
            // When
            boolean expected = cases.stream()
                    .flatMap(one -> one.expectation().path("expect").findValuesAsText("system").stream())
                    .anyMatch(line.id()::equals);
            // Then
            assertThat(expected)
                    .as(line.id() + " is expected as the system of a line in a case of its name")
                    .isTrue();
        }
    }

    @Test
    void everySystemIsInTheCatalogueAndNoRowThatOnlyShapesDecisions() {
        // When
        List<String> rows = BOOK.catalogue().rows().stream().map(Row::id).toList();
        // Then
        for (SystemsTable.Line line : SystemsTable.lines())
            assertThat(rows.contains(line.id()))
                    .as(line.id() + ", " + line.category())
                    .isEqualTo(line.system());
    }

    @Test
    void noSystemIsRemediatedThatMustOnlyGetATicket() {
        // Given
        Set<String> tickets = SystemsTable.lines().stream()
                .filter(line ->
                        line.decision().equals("ticket") || line.decision().startsWith("await-vendor"))
                .map(SystemsTable.Line::id)
                // Statement 23 holds on every Windows that has TLS 1.2.
                .filter(id -> !id.equals("os-8"))
                .collect(Collectors.toSet());
        for (Decided one : DECIDED) {
            // When
            List<Decision> decisions = one.decisions();
            // Then
            assertThat(decisions)
                    .as(one.name())
                    .noneMatch(decision -> decision instanceof Decision.Remediate
                            && tickets.contains(decision.about().system()));
        }
    }

    @Test
    void everySystemOnAHostHasALineForReady() {
        for (Decided one : DECIDED) {
            // Given
            Set<String> recognised = new TreeSet<>();
            for (AssetState asset : one.estate().assets())
                Host.of(asset, one.estate().organisation(), one.estate().at(), BOOK.catalogue())
                        .recognised()
                        .forEach(system -> recognised.add(asset.id() + " " + system.getSystem()));
            // When
            Set<String> told = one.decisions().stream()
                    .filter(decision -> decision.about().goal() == Goal.READY)
                    .map(decision ->
                            decision.about().asset() + " " + decision.about().system())
                    .collect(Collectors.toSet());
            // Then
            assertThat(told).as(one.name()).containsAll(recognised);
        }
    }

    @Test
    void noSystemIsToldThatNothingIsToDoBesideAChange() {
        for (Decided one : DECIDED) {
            // When
            List<Decision> decisions = one.decisions();
            // Then
            Set<String> quiet = decisions.stream()
                    .filter(decision -> decision instanceof Decision.NoAction)
                    .map(SystemsSuiteTest::place)
                    .collect(Collectors.toSet());
            assertThat(decisions.stream()
                            .filter(decision ->
                                    decision instanceof Decision.Remediate && quiet.contains(place(decision)))
                            .map(decision ->
                                    place(decision) + " " + decision.why().rule()))
                    .as(one.name())
                    .isEmpty();
        }
    }

    private static String place(Decision decision) {
        return decision.about().asset() + " " + decision.about().system() + " "
                + decision.about().goal();
    }
}
