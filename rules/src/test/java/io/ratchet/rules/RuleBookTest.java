package io.ratchet.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Decision;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Update;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
    void isAnotherOneWhenAWordOfItsJavaItsRulesOrItsCatalogueIsAnother() {
        // Given
        String hash = RuleBook.shipped().hash();
        String mechanism = RuleBook.mechanism();
        List<DrlFile> rules = RuleBook.files();

        // Then
        assertThat(RuleBook.contentHash(mechanism, rules, Catalogue::bytes)).isEqualTo(hash);
        assertThat(RuleBook.contentHash("0".repeat(64), rules, Catalogue::bytes))
                .isNotEqualTo(hash);
        for (DrlFile changed : rules)
            assertThat(RuleBook.contentHash(
                            mechanism,
                            rules.stream()
                                    .map(file -> file == changed ? new DrlFile(file.name(), file.text() + "\n") : file)
                                    .toList(),
                            Catalogue::bytes))
                    .as(changed.name())
                    .isNotEqualTo(hash);
        for (String changed : Catalogue.FILES)
            assertThat(RuleBook.contentHash(
                            mechanism,
                            rules,
                            file -> file.equals(changed) ? (text(file) + "\n").getBytes(UTF_8) : Catalogue.bytes(file)))
                    .as(changed)
                    .isNotEqualTo(hash);
    }

    private static String text(String file) {
        return new String(Catalogue.bytes(file), UTF_8);
    }

    @Test
    void everyFileOfTheCatalogueThatDecidesIsInItsHash() throws IOException {
        // Given
        Path folder = Path.of("src/main/resources/catalogue");
        try (Stream<Path> files = Files.walk(folder)) {
            // When
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .map(name -> name.replace(".yaml", ""))
                    .filter(name -> !name.equals("citations"))
                    .toList();
            // Then
            assertThat(Catalogue.FILES).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void everyJavaFileIsInTheDigestThatStandsForThem() throws Exception {
        // Given
        Path folder = Path.of("src/main/java");
        Map<String, byte[]> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                sources.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
        }

        // When
        String digest = digest(sources);
        sources.replace("io/ratchet/rules/fact/LegacyOff.java", new byte[0]);

        // Then
        assertThat(RuleBook.mechanism()).isEqualTo(digest).isNotEqualTo(digest(sources));
    }

    /** As Ant sums up a set of files: the digest of each with its name, in the order of the names. */
    private static String digest(Map<String, byte[]> files) throws NoSuchAlgorithmException {
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            all.update(MessageDigest.getInstance("SHA-256").digest(file.getValue()));
            all.update(file.getKey().getBytes(UTF_8));
        }
        return HexFormat.of().formatHex(all.digest());
    }
}
