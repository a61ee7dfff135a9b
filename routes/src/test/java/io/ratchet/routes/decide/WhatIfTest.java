package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site's folder tried over an estate and its past in the real store. */
class WhatIfTest {
    private static final Duration MONTH = Duration.ofDays(30);

    @TempDir
    private Path folder;

    @TempDir
    private Path site;

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
    void showsWhichAssetsWouldBeDecidedOtherwiseNowAndWouldHaveBeenBefore() throws IOException {
        // Given three rounds: without the product, with one asset that has it, with seven
        estate.hear("sys-os-2012r2");
        estate.hear(scheduler(1, 1));
        estate.hear(scheduler(2, 7));

        // When
        JsonNode answer = compare(MONTH);

        // Then
        assertThat(answer.at("/rules/added"))
                .singleElement()
                .extracting(JsonNode::asText)
                .isEqualTo("R900-contoso-scheduler-is-updated");
        assertThat(answer.at("/rules/removed")).isEmpty();
        assertThat(answer.at("/fleet/assets").asInt()).isEqualTo(8);
        assertThat(answer.at("/fleet/changedAssets").asInt()).isEqualTo(7);
        JsonNode group = ticketed(answer.at("/fleet/groups"));
        assertThat(group.path("from").isNull()).isTrue();
        assertThat(group.path("assets").asInt()).isEqualTo(7);
        assertThat(group.path("examples"))
                .hasSize(5)
                .first()
                .extracting(JsonNode::asText)
                .isEqualTo("batch1.corp.example");
        assertThat(answer.at("/history/stored").asInt()).isEqualTo(3);
        assertThat(answer.at("/history/rounds").findValuesAsText("changedAssets"))
                .containsExactly("0", "1", "7");
        assertThat(answer.at("/history/rounds").findValuesAsText("against")).containsOnly("stored");
        JsonNode past = ticketed(answer.at("/history/groups"));
        assertThat(past.path("rounds").asInt()).isEqualTo(2);
        assertThat(past.path("firstRound").asInt()).isEqualTo(2);
        assertThat(past.path("lastRound").asInt()).isEqualTo(3);
        assertThat(past.path("assets").asInt()).isEqualTo(7);
    }

    @Test
    void aCandidateThatDecidesTheSameShowsNothing() throws IOException {
        // Given
        estate.hear("sys-os-7");

        // When
        JsonNode answer = compare(MONTH);

        // Then
        assertThat(answer.at("/fleet/changed").asInt()).isZero();
        assertThat(answer.at("/fleet/unchanged").asInt()).isPositive();
        assertThat(answer.at("/fleet/groups")).isEmpty();
        assertThat(answer.at("/history/groups")).isEmpty();
    }

    @Test
    void comparesRoundsOfAnotherRuleBookWithTheOneThatRuns() throws IOException {
        // Given a round of the shipped rules and one of the site's
        estate.hear(scheduler(1, 1));
        estate.rules = RuleBook.withFolder(Site.scheduler(site));
        estate.decide();

        // When the site's rules are tried where they run
        JsonNode answer = compare(MONTH);

        // Then
        assertThat(answer.at("/history/rounds").findValuesAsText("against")).containsExactly("running", "stored");
        assertThat(answer.at("/history/rounds").findValuesAsText("changed")).containsOnly("0");
    }

    @Test
    void looksBackNoFurtherThanAsked() throws IOException {
        // Given
        estate.hear(scheduler(1, 1));
        estate.wait(Duration.ofDays(40));
        estate.hear(scheduler(2, 2));

        // Then
        assertThat(compare(MONTH).at("/history/rounds").findValuesAsText("round"))
                .containsExactly("2");
        assertThat(compare(Duration.ZERO).has("history")).isFalse();
    }

    @Test
    void touchesNothing() throws IOException {
        // Given
        estate.hear(scheduler(1, 2));
        List<Object> before = everything();

        // When
        JsonNode answer = compare(MONTH);

        // Then
        assertThat(answer.at("/fleet/changed").asInt()).isPositive();
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aFolderThatIsNotInOrderIsRefusedWithFileLineAndReason() throws IOException {
        // Given
        Site.scheduler(site);
        Site.write(site, "catalogue/more.yaml", "systems:\n  - id: sv-more\n    name: More\n");

        // Then
        assertThatThrownBy(() -> estate.whatIf().compare(site, MONTH))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("CONFIG-INVALID")
                .hasMessageContaining("catalogue/more.yaml, line 2")
                .hasMessageContaining("is missing");
    }

    private JsonNode compare(Duration back) throws IOException {
        return Schema.of("what-if-1").fits(estate.whatIf().compare(Site.scheduler(site), back));
    }

    private static JsonNode ticketed(JsonNode groups) {
        return stream(groups)
                .filter(group -> group.at("/to/rule").asText().equals("R900-contoso-scheduler-is-updated"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no group in " + groups));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private List<Object> everything() {
        return estate.store.transact(tx -> {
            AuditLog.Head head = tx.audit().head();
            List<Rounds.Round> rounds = tx.rounds().newest(100);
            return List.of(
                    head.size(),
                    HexFormat.of().formatHex(head.root()),
                    rounds,
                    tx.decisions().current(),
                    tx.remediations().list().size(),
                    tx.findings().cut());
        });
    }

    /** Servers of Contoso with the scheduler below its floor. */
    private static List<Finding> scheduler(int from, int to) {
        ReportRef report = new ReportRef(
                "%064x".formatted(from), "osquery", "osquery@hq", Instant.parse("2018-09-19T22:00:00Z"), Method.AGENT);
        return Stream.iterate(from, number -> number <= to, number -> number + 1)
                .flatMap(number -> Stream.of(
                                new Observation.OperatingSystem("10.0.14393", null, 3, null, null, null, null),
                                new Observation.InstalledProduct("Contoso Scheduler", "4.1.9", null, "msi", null, null))
                        .map(seen -> new Finding(
                                report,
                                "row " + number + " " + seen.getClass().getSimpleName(),
                                Instant.parse("2018-09-19T22:00:00Z"),
                                HostRef.named("batch" + number + ".corp.example"),
                                seen,
                                new Evidence("osquery", null))))
                .toList();
    }
}
