package io.ratchet.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.routes.decide.RoundReplay;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.audit.AuditVerify;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its users run it: in a process, once undisturbed, and once killed at every turn. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoProcessTest {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private Path undisturbed;
    private int exit;
    private String out;
    private String err;

    @BeforeAll
    void playBothNightsUndisturbed() throws Exception {
        undisturbed = folder.resolve("undisturbed/data");
        try (DemoProcess demo = DemoProcess.start(Files.createDirectories(undisturbed), "--once", "--json")) {
            exit = demo.exit();
            out = demo.out();
            err = demo.err();
        }
    }

    @Test
    void theNightsEndAsTheEstateSaysTheyMust() throws Exception {
        // Then
        assertThat(exit).as(err).isEqualTo(Exit.DONE);
        assertThat(out.lines()).hasSize(1);
        JsonNode outcome = Json.parse(out);
        assertThat(outcome.path("schema").asText()).isEqualTo("ratchet.demo/1");
        assertThat(outcome.path("expected").asBoolean()).isTrue();
        assertThat(outcome.path("assets").asInt()).isGreaterThanOrEqualTo(30);
        assertThat(outcome.at("/remediations/Verified").asInt()).isPositive();
        assertThat(outcome.path("awaitingVendor").toString()).contains("uc-hub-01", "uc-room-01");
        Path export = Path.of(outcome.at("/audit/export").asText());
        assertThat(AuditVerify.verify(export, AuditVerify.Against.nothing(Instant.now()))
                        .holds())
                .isTrue();
        assertThat(AuditVerify.verify(export, AuditVerify.Against.nothing(Instant.now()))
                        .root())
                .isEqualTo(outcome.at("/audit/root").asText());
    }

    @Test
    void theSecondActFindsTheRoomsUpdatedAndTheSiteMovesOn() throws Exception {
        // Given
        JsonNode first = Json.parse(out).at("/acts/0");
        JsonNode second = Json.parse(out).at("/acts/1");

        // Then
        assertThat(second.path("awaitingVendor")).isEmpty();
        for (String gate : List.of("R070", "R123")) {
            assertThat(first.path("gates").path(gate).asInt()).as(gate).isPositive();
            assertThat(second.path("gates").has(gate)).as(gate).isFalse();
        }
        assertThat(first.path("readiness").has("ONLY_VERIFIED")).isFalse();
        assertThat(second.at("/readiness/ONLY_VERIFIED").asInt()).isPositive();
        assertThat(FleetJournals.changes(undisturbed).keySet())
                .anyMatch(change -> change.startsWith("UC-WAP-01 registry") && change.contains("TLS 1.0\\Server"));
    }

    @Test
    void theFirstNightShowsADeferralABreakerAndAStop() throws Exception {
        // Given
        List<String> told = new ArrayList<>();
        try (ZipFile export =
                        new ZipFile(undisturbed.resolve("audit-export.zip").toFile());
                var lines = new BufferedReader(new InputStreamReader(
                        export.getInputStream(export.getEntry("events.ndjson")), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = Json.parse(line);
                told.add(event.path("type").asText() + " "
                        + event.at("/data/scope").asText() + event.path("asset").asText() + " by "
                        + event.path("actor").asText());
            }
        }

        // Then
        assertThat(told)
                .contains("remediation.deferred plb-w7-02.contoso.example by ratchet")
                .containsSubsequence(
                        "stop.ordered site:MADRID by policy:demo", "stop.lifted site:MADRID by policy:demo")
                .anyMatch(line -> line.matches(
                        "breaker.opened playbook:windows/\\S+@6.1.7601plb-r2-03.contoso.example by ratchet"))
                .anyMatch(line -> line.matches("breaker.closed playbook:windows/\\S+@6.1.7601 by policy:demo"));
        assertThat(err)
                .contains("Stopped at the site MADRID", "The stop of site:MADRID is lifted.")
                .contains("A breaker has opened for playbook:windows/", "a run failed on plb-r2-03");
    }

    @Test
    void theAuditTrailShowsTheTicketBetweenReleaseAndUpdate() throws Exception {
        // Given
        List<JsonNode> ofTheHub = new ArrayList<>();
        try (ZipFile export =
                        new ZipFile(undisturbed.resolve("audit-export.zip").toFile());
                var lines = new BufferedReader(new InputStreamReader(
                        export.getInputStream(export.getEntry("events.ndjson")), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                if (line.contains("uc-hub-01") && line.contains("decision.made") && line.contains("\"goal\":\"READY\""))
                    ofTheHub.add(Json.parse(line));
        }

        // Then
        assertThat(ofTheHub)
                .extracting(line -> line.findValue("decision").asText())
                .containsExactly("await-vendor", "ticket", "no-action");
        assertThat(ofTheHub)
                .element(1)
                .satisfies(ticket -> assertThat(ticket.path("at").asText()).startsWith("2019-06-20"));
    }

    @Test
    void everyRoundOfItIsTheSameWhenItIsDecidedAgain() {
        // Given
        RuleBook rules = RuleBook.shipped();
        try (SqlStore store = Databases.h2(undisturbed)) {
            RoundReplay replay = new RoundReplay(store, () -> rules);

            // When
            List<JsonNode> rounds = StreamSupport.stream(
                            replay.rounds(100).path("rounds").spliterator(), false)
                    .<JsonNode>map(round -> replay.replay(round.path("round").asLong()))
                    .toList();

            // Then
            assertThat(rounds).hasSizeGreaterThan(1).allSatisfy(round -> {
                assertThat(round.path("verdict").asText()).as("%s", round).isEqualTo("same");
                assertThat(round.path("compared").asInt()).isPositive();
            });
        }
    }

    @Test
    void startedAgainItFindsNothingLeftToDo() throws Exception {
        // Given
        var changes = FleetJournals.changes(undisturbed);

        // When
        try (DemoProcess again = DemoProcess.start(undisturbed, "--once", "--json")) {

            // Then
            assertThat(again.exit()).as(again.err()).isEqualTo(Exit.DONE);
        }
        assertThat(FleetJournals.changes(undisturbed)).isEqualTo(changes);
    }

    @Test
    @Tag("slow")
    void killedAtEveryTurnItLosesNothingAndChangesNothingTwice() throws Exception {
        // Given
        Path data = Files.createDirectories(folder.resolve("killed/data"));
        try (DemoProcess demo = DemoProcess.start(data, "--port", "0").untilItServes()) {
            assertThat(demo.approveAll()).isPositive();
            killWhen(demo, () -> !FleetJournals.changes(data).isEmpty());
        }

        // When
        killAgainWhen(data, demo -> !FleetJournals.restarts(data).isEmpty());
        killAgainWhen(data, demo -> !demo.remediations("Verified").isEmpty());
        killOnceWhen(data, () -> Files.exists(data.resolve("act-1.json")));
        killOnceWhen(data, () -> FleetJournals.hosts(data).contains("UC-WAP-01"));

        // Then
        try (DemoProcess demo = DemoProcess.start(data, "--once", "--json")) {
            assertThat(demo.exit()).as(demo.err()).isEqualTo(Exit.DONE);
            JsonNode outcome = Json.parse(demo.out());
            assertThat(outcome.path("expected").asBoolean()).as(demo.err()).isTrue();
            assertThat(outcome.path("remediations")).isEqualTo(Json.parse(out).path("remediations"));
            assertThat(outcome.at("/acts/1/remediations"))
                    .isEqualTo(Json.parse(out).at("/acts/1/remediations"));
            assertThat(AuditVerify.verify(data.resolve("audit-export.zip"), AuditVerify.Against.nothing(Instant.now()))
                            .holds())
                    .isTrue();
        }
        assertThat(FleetJournals.hosts(data)).isEqualTo(FleetJournals.hosts(undisturbed));
        assertThat(FleetJournals.restarts(data)).isEqualTo(FleetJournals.restarts(undisturbed));
        assertThat(FleetJournals.changes(data)).isEqualTo(FleetJournals.changes(undisturbed));
    }

    @FunctionalInterface
    private interface Moment {
        boolean hasCome(DemoProcess demo) throws Exception;
    }

    private static void killAgainWhen(Path data, Moment moment) throws Exception {
        try (DemoProcess demo = DemoProcess.start(data, "--port", "0").untilItServes()) {
            killWhen(demo, () -> moment.hasCome(demo));
        }
    }

    private static void killOnceWhen(Path data, Callable<Boolean> moment) throws Exception {
        try (DemoProcess demo = DemoProcess.start(data, "--once")) {
            killWhen(demo, moment);
        }
    }

    private static void killWhen(DemoProcess demo, Callable<Boolean> moment) throws Exception {
        await().atMost(LONGEST).pollInterval(Duration.ofMillis(20)).until(moment);
        demo.kill();
    }
}
