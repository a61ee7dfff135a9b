package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Decision;
import io.ratchet.rules.catalogue.Update;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds of the whole rule book, whatever the estate. */
class RuleBookTest {
    private static final RuleBook BOOK = RuleBook.shipped();

    @Test
    void orderOfInputNeverChangesTheAnswer() {
        for (Cases.Case one : Cases.all()) {
            // Given
            List<String> expected = lines(one.estate());
            Random random = new Random(one.name().hashCode());
            List<AssetState> assets = new ArrayList<>();
            for (AssetState asset : one.estate().assets()) {
                List<Fact> facts = new ArrayList<>(asset.facts());
                Collections.shuffle(facts, random);
                assets.add(new AssetState(asset.id(), asset.identity(), asset.host(), asset.site(), facts));
            }
            Collections.shuffle(assets, random);
            // When
            List<String> answer =
                    lines(new Estate(one.estate().at(), one.estate().organisation(), assets));
            // Then
            assertThat(answer).as(one.name()).isEqualTo(expected);
        }
    }

    @Test
    void anEstateLargerThanOneSessionIsDecidedAsOne() {
        // Given
        Cases.Case one = Cases.all().stream()
                .filter(found -> found.name().startsWith("A bare Windows 7"))
                .findFirst()
                .orElseThrow();
        AssetState asset = one.estate().assets().get(0);
        List<AssetState> many = new ArrayList<>();
        for (int i = 0; i < 120; i++)
            many.add(new AssetState(
                    new AssetId("host%03d.corp.example".formatted(i)),
                    asset.identity(),
                    asset.host(),
                    null,
                    asset.facts()));
        // When
        List<Decision> decisions =
                BOOK.decide(new Estate(one.estate().at(), one.estate().organisation(), many));
        // Then
        int each = BOOK.decide(one.estate()).size();
        assertThat(decisions).hasSize(120 * each).isSortedAccordingTo(Decision.ORDER);
    }

    @Test
    void nothingIsEverChangedOnAnAssetThatIsNotResolved() {
        for (Cases.Case one : Cases.all()) {
            // Given
            List<AssetState> assets = one.estate().assets().stream()
                    .map(asset -> new AssetState(
                            asset.id(),
                            new Identity.Ambiguous("two machines", List.of()),
                            asset.host(),
                            asset.site(),
                            asset.facts()))
                    .toList();
            // When
            List<Decision> decisions =
                    BOOK.decide(new Estate(one.estate().at(), one.estate().organisation(), assets));
            // Then
            assertThat(decisions).as(one.name()).noneMatch(decision -> decision instanceof Decision.Remediate);
        }
    }

    @Test
    void thereIsOneLineForEachAssetSystemGoalAndStep() {
        for (Cases.Case one : Cases.all()) {
            // When
            List<Decision> decisions = BOOK.decide(one.estate());
            // Then
            assertThat(decisions.stream()
                            .map(Decision::about)
                            .map(about ->
                                    about.asset() + "|" + about.system() + "|" + about.goal() + "|" + about.step()))
                    .as(one.name())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void noDecisionInstallsAnArticle() {
        for (Cases.Case one : Cases.all())
            for (Decision decision : BOOK.decide(one.estate()))
                if (decision instanceof Decision.Remediate remediate
                        && remediate.parameters().containsKey("kb")) {
                    Map<String, String> parameters = remediate.parameters();
                    Update update =
                            BOOK.catalogue().update(parameters.get("kb")).orElseThrow();
                    assertThat(update.kind()).as(update.kb()).isEqualTo("installable");
                }
    }

    @Test
    void hashIsTheSameForTheSameBook() {
        assertThat(RuleBook.shipped().hash()).isEqualTo(BOOK.hash()).matches("[0-9a-f]{64}");
    }

    @Test
    void familiesAreThoseThatAreThere() throws IOException {
        // Given
        try (Stream<Path> folders = Files.list(Path.of("src/main/resources/io/ratchet/rules/families"))) {
            // When
            List<String> names = folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
            // Then
            assertThat(RuleBook.FAMILIES).isEqualTo(names);
        }
    }

    private static List<String> lines(Estate estate) {
        return BOOK.decide(estate).stream()
                .map(decision -> DecisionLine.of(decision).toString())
                .toList();
    }

    @Test
    void isAnotherOneWhenTheJavaBehindTheRulesIsAnother() {
        // When
        String mechanism = RuleBook.mechanism();

        // Then
        assertThat(mechanism).matches("[0-9a-f]{64}");
        assertThat(RuleBook.contentHash(mechanism)).isEqualTo(RuleBook.shipped().hash());
        assertThat(RuleBook.contentHash("0".repeat(64)))
                .isNotEqualTo(RuleBook.shipped().hash());
    }
}
