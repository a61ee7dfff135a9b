package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.finding.Finding;
import io.ratchet.rules.RuleBook;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds that were kept, decided again from the real store. */
class RoundReplayTest {
    private static final String WINDOWS_7 = "sys-os-7";
    private static final String HUB = "seed-surface-hub";
    private static final String FRONT_END = "only-r064-fe";

    @TempDir
    private Path folder;

    private DecidedEstate estate;

    @BeforeEach
    void open() {
        estate = new DecidedEstate(folder);
    }

    @AfterEach
    void close() {
        estate.close();
    }

    @Test
    void everyRoundIsTheSameAgainWhateverWasLearntAfterIt() throws IOException {
        // Given an estate of which more is heard, under a profile that changes, until vendors have released what it
        // waits for
        for (String example : List.of(WINDOWS_7, HUB, "id-ip-only")) estate.hear(example);
        estate.organisation = DecidedEstate.organisationOf(FRONT_END);
        estate.hear(FRONT_END);
        estate.wait(Duration.ofDays(400));
        estate.decide();
        estate.organisation = DecidedEstate.organisationOf("sfb15-515");
        estate.decide();

        // When
        List<JsonNode> replayed = numbers().stream().map(this::replayed).toList();

        // Then
        assertThat(replayed).hasSizeGreaterThanOrEqualTo(6).allSatisfy(replay -> {
            assertThat(replay.path("verdict").asText()).as("%s", replay).isEqualTo("same");
            assertThat(replay.path("compared").asInt())
                    .isPositive()
                    .isEqualTo(replay.at("/round/decisions").asInt());
            assertThat(replay.path("says").asText()).contains("byte for byte");
        });
    }

    @Test
    void ofARoundThatLeftAssetsToDecideOnlyWhatItChangedIsCompared() throws IOException {
        // Given a server that decides one asset at a time, by another profile than before
        for (String example : List.of(WINDOWS_7, HUB, "id-ip-only")) estate.hear(example);
        estate.organisation = DecidedEstate.organisationOf(FRONT_END);
        estate.hearBySlices(DecidedEstate.findings(FRONT_END), 1);

        // When
        List<JsonNode> replayed = numbers().stream().map(this::replayed).toList();

        // Then
        List<JsonNode> parts = replayed.stream()
                .filter(replay -> !replay.at("/round/complete").asBoolean())
                .toList();
        assertThat(parts).isNotEmpty();
        assertThat(replayed)
                .allSatisfy(replay -> assertThat(replay.path("verdict").asText())
                        .as("%s", replay)
                        .isEqualTo("same"));
        assertThat(parts)
                .allSatisfy(replay -> assertThat(replay.path("compared").asInt())
                        .isLessThan(replay.at("/round/decisions").asInt()));
        assertThat(replayed.get(0).at("/round/complete").asBoolean()).isTrue();
    }

    @Test
    void aRoundIsTheSameAgainAfterARestart() throws IOException {
        // Given
        estate.hear(WINDOWS_7);
        estate.close();

        // When
        estate = new DecidedEstate(folder);

        // Then
        assertThat(replayed(1).path("verdict").asText()).isEqualTo("same");
    }

    @Test
    void aRoundThatIsOvertakenByAnotherServerStartsAgainOnWhatThatOneSaw() throws IOException {
        // Given
        List<Finding> more = DecidedEstate.findings(HUB);
        // No record counts that was observed after the moment of the decision (statement 129).
        estate.wait(Duration.ofDays(284));
        estate.meanwhile = () -> estate.hearElsewhere(more);

        // When
        estate.hear(WINDOWS_7);

        // Then the other server's round stands, and what it saw is still decided
        assertThat(estate.store.<Long>transact(
                        tx -> tx.rounds().last().orElseThrow().findings()))
                .isEqualTo(estate.store.<Long>transact(tx -> tx.findings().cut()));
        assertThat(estate.store.<List<Decision>>transact(tx -> tx.decisions().current()))
                .extracting(decision -> decision.about().system())
                .contains("os-7-sp1", "dv-surfacehub");
        assertThat(numbers())
                .isNotEmpty()
                .allSatisfy(number ->
                        assertThat(replayed(number).path("verdict").asText()).isEqualTo("same"));
    }

    @Test
    void aByteThatWasChangedIsFoundAndShown() throws Exception {
        // Given
        estate.hear(WINDOWS_7);
        sql(
                "update decision set document = replace(document, '\"confidence\":\"', '\"confidence\":\"low\",\"was\":\"')");

        // When
        JsonNode replay = replayed(1);

        // Then
        assertThat(replay.path("verdict").asText()).isEqualTo("different");
        JsonNode first = replay.path("firstDifference");
        int from = first.path("from").asInt();
        assertThat(first.path("stored").asText().substring(0, from))
                .isEqualTo(first.path("replayed").asText().substring(0, from))
                .endsWith("\"confidence\":\"");
        assertThat(first.path("stored").asText().substring(from)).startsWith("low");
    }

    @Test
    void aLineThatIsMissingIsADifference() throws Exception {
        // Given
        estate.hear(WINDOWS_7);
        int decided = replayed(1).path("compared").asInt();
        sql("delete from decision where id = (select min(id) from decision)");

        // When
        JsonNode replay = replayed(1);

        // Then
        assertThat(replay.path("verdict").asText()).isEqualTo("different");
        assertThat(replay.path("compared").asInt()).isEqualTo(decided - 1);
        assertThat(replay.at("/firstDifference/stored").isNull()).isTrue();
        assertThat(replay.at("/firstDifference/replayed").asText()).contains("ratchet.decision/1");
    }

    @Test
    void nothingIsClaimedOfARoundThatAnotherRuleBookDecided(@TempDir Path site) throws IOException {
        // Given
        estate.hear(WINDOWS_7);
        estate.rules = RuleBook.withFolder(Site.scheduler(site));

        // When
        JsonNode before = replayed(1);
        estate.decide();

        // Then
        assertThat(before.path("verdict").asText()).isEqualTo("other-rules");
        assertThat(before.path("says").asText()).contains("nothing was compared");
        assertThat(before.has("compared")).isFalse();
        assertThat(replayed(2).path("verdict").asText()).isEqualTo("same");
    }

    @Test
    void aRoundThatSawAndSaidTheSameIsNotKept() throws IOException {
        // Given
        estate.hear(WINDOWS_7);

        // When
        estate.decide();

        // Then
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void tellsTheRoundsOfAnAssetAndOfADecision() throws IOException {
        // Given
        estate.hear(HUB);
        estate.hear(WINDOWS_7);
        estate.wait(Duration.ofDays(400));
        estate.decide();
        String asset = replayable("1").findFirst().orElseThrow().path("asset").asText();
        Schema schema = schema("rounds-1");

        // When
        JsonNode ofAsset = schema.fits(estate.replay().roundsOf(new AssetId(asset)));
        String id = ofAsset.at("/rounds/0/touched/0/id").asText();
        JsonNode ofDecision = schema.fits(estate.replay().roundsOf(id.substring(0, 10)));

        // Then the second round was about another host
        assertThat(ofAsset.path("rounds").findValuesAsText("round")).containsExactly("3", "1");
        assertThat(ofAsset.findValuesAsText("became")).contains("made", "withdrawn");
        assertThat(ofAsset.path("rounds").findValuesAsText("asset")).containsOnly(asset);
        assertThat(ofDecision.findValuesAsText("id")).containsOnly(id);
        assertThatThrownBy(() -> estate.replay().roundsOf("zz")).hasMessageContaining("There is no decision 'zz'");
        assertThatThrownBy(() -> estate.replay().roundsOf(new AssetId("nobody")))
                .hasMessageContaining("Nothing was ever decided");
        assertThatThrownBy(() -> estate.replay().replay(99)).hasMessageContaining("No round 99 is kept");
    }

    /** What the asset's decisions of a round say of themselves. */
    private Stream<JsonNode> replayable(String round) {
        return estate.store.transact(tx -> tx.rounds().standing(Long.parseLong(round))).stream()
                .map(RoundReplay::read)
                .map(decision -> estate.replay().roundsOf(decision.about().asset()))
                .flatMap(rounds -> stream(rounds.path("rounds")))
                .flatMap(one -> stream(one.path("touched")));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private JsonNode replayed(long number) {
        return schema("replay-1").fits(estate.replay().replay(number));
    }

    private List<Long> numbers() {
        JsonNode rounds = schema("rounds-1").fits(estate.replay().rounds(100));
        return stream(rounds.path("rounds"))
                .map(round -> round.path("round").asLong())
                .toList();
    }

    private static Schema schema(String name) {
        try {
            return Schema.of(name);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = estate.store.dataSource().getConnection();
                Statement change = connection.createStatement()) {
            assertThat(change.executeUpdate(statement)).isPositive();
        }
    }
}
