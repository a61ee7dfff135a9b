package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.GuideFiles;
import io.ratchet.app.server.DataFolder;
import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.ShownEstate;
import io.ratchet.app.server.WebServer;
import io.ratchet.app.terminal.Exit;
import io.ratchet.console.Access;
import io.ratchet.console.ConsolePorts;
import io.ratchet.console.Person;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.decide.EstateDecision;
import io.ratchet.routes.decide.RoundReplay;
import io.ratchet.routes.decide.WhatIf;
import io.ratchet.routes.explain.Explainer;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands about rounds, against a server on this machine with a real store; what it knows came in by
 * {@code ingest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundCommandsTest {
    private static final String ASSET = "batch01.corp.example";

    @TempDir
    private static Path folder;

    private SqlStore store;
    private DataFolder data;
    private WebServer server;
    private Path uploads;
    private RuleBook rules = RuleBook.shipped();
    private EstateDecision decision;
    private Console console;

    @BeforeAll
    void start() throws IOException {
        Clock clock = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
        GuideFiles.save(folder);
        uploads = Files.createDirectories(folder.resolve("uploads"));
        store = Databases.h2(folder.resolve("database"));
        data = DataFolder.open(folder.resolve("data"));
        Proposals proposals = new Proposals(new Planner(PackageDepot.none()), () -> "r-1");
        decision = new EstateDecision(store, () -> rules, Organisation::careful, proposals, clock);
        ReportIntake intake = new ReportIntake(store, new ReportReader(), folder.resolve("reports"), clock);
        ConsolePorts shown = new ShownEstate(uploads).ports();
        ConsolePorts ports = new ConsolePorts(
                store,
                shown.approvals(),
                shown.cohorts(),
                shown.outlook(),
                decision::assets,
                (name, report, by) -> {
                    List<Coverage> taken = intake.take(new Delivery(name, report), ReadOptions.plain(), by);
                    decision.redecide();
                    return taken;
                },
                shown.audit(),
                new Explainer(store, rules, Organisation::careful, decision::assets, clock),
                shown.waits(),
                new RoundReplay(store, () -> rules),
                new WhatIf(store, () -> rules, Organisation::careful, clock),
                shown.nights(),
                uploads,
                clock);
        Access access = new Access(Optional.empty(), Map.of(Access.hash(data.token()), Person.owner("local")));
        server = WebServer.start(new ServeSettings.Http("127.0.0.1", 0), access, ports);
        data.announce(server.address());
        assertThat(run("ingest", folder.resolve("inventory.ndjson").toString())).isEqualTo(Exit.DONE);
    }

    @BeforeEach
    void openATerminal() {
        console = new Console();
    }

    @AfterAll
    void stop() {
        server.close();
        data.close();
        store.close();
    }

    // ---- replay

    @ParameterizedTest
    @ValueSource(strings = {"", "--all", "--round 1", ASSET, "Batch01"})
    void everyWayToNameTheRoundSaysThatItIsTheSame(String how) {
        // When
        int exit =
                run(Stream.concat(Stream.of("replay"), Stream.of(how.split(" ")).filter(word -> !word.isEmpty()))
                        .toArray(String[]::new));

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out()).contains("VERDICT").contains(" same");
    }

    @Test
    void aDecisionIsNamedByTheHashThatTheAssetsRoundsShow() {
        // Given
        assertThat(run("replay", ASSET)).isEqualTo(Exit.DONE);
        String row = console.out()
                .lines()
                .filter(line -> line.contains(" made "))
                .findFirst()
                .orElseThrow();
        String id = row.split(" +")[1];

        // When
        openATerminal();
        int exit = run("replay", "--decision", id, "--json");

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(json(console.out()).path("verdict").asText()).isEqualTo("same");
    }

    @Test
    void saysWhenAnotherRuleBookDecidedAndClaimsNothing() throws IOException {
        // Given
        rules = RuleBook.withFolder(folder.resolve("site"));
        int exit;

        // When
        try {
            exit = run("replay");
        } finally {
            rules = RuleBook.shipped();
        }

        // Then
        assertThat(exit).isEqualTo(Exit.NOT_AS_WISHED);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains("was decided by the rule book")
                .contains("nothing was compared");
        assertThat(console.out()).doesNotContain(" same");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--round 99", "--decision zz", "nobody.corp.example", "--round 1 --all", "--round one"})
    void whatIsNotThereIsOneSentence(String how) {
        // When
        int exit = run(
                Stream.concat(Stream.of("replay"), Stream.of(how.split(" "))).toArray(String[]::new));

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines()).hasSize(1);
    }

    // ---- what-if

    @Test
    void showsWhichAssetsACandidateWouldDecideOtherwise() {
        // When
        int exit = run("what-if", "--rules", folder.resolve("site").toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out())
                .contains("Only the candidate has: R900-contoso-scheduler-is-updated, R901-old-scheduler-keeps-older,"
                        + " R902-contoso-agent-reaches-its-floor.")
                .contains("1 of 1 assets would be decided otherwise")
                .contains("sv-contoso-scheduler")
                .contains("ticket upgrade by R900-contoso-scheduler-is-updated")
                .contains(ASSET)
                .contains(": 1; decided again: all of them.");
        assertThat(uploads).isEmptyDirectory();
        assertThat(store.<Long>transact(tx -> tx.rounds().last().orElseThrow().number()))
                .isEqualTo(1);
    }

    @Test
    void answersInThePublishedFormAndOnlyForNowWhereSoAsked() {
        // When
        int exit = run("what-if", "--rules", folder.resolve("site").toString(), "--since", "0d", "--json");

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        JsonNode answer = json(console.out());
        assertThat(answer.path("schema").asText()).isEqualTo("ratchet.what-if/1");
        assertThat(answer.has("history")).isFalse();
    }

    @Test
    void aBadFolderSaysFileLineAndReasonByTheNameItsSenderKnows(@TempDir Path bad) throws IOException {
        // Given
        Files.createDirectories(bad.resolve("catalogue"));
        Files.writeString(bad.resolve("catalogue/more.yaml"), "systems:\n  - id: sv-more\n    name: More\n");
        Files.createDirectories(bad.resolve("rules/old"));

        // When
        int exit = run("what-if", "--rules", bad.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines().toList())
                .anyMatch(line -> line.startsWith("ratchet what-if: ") && line.contains("'" + bad + "'"))
                .anyMatch(line -> line.startsWith("catalogue/more.yaml, line 2: ") && line.contains("missing"))
                .anyMatch(line -> line.startsWith("rules/old is not read"))
                .noneMatch(line -> line.contains(uploads.toString()));
        assertThat(uploads).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rules nowhere", "--rules .", "--since 30d", "--rules site --since yesterday"})
    void aFolderOrSpanThatIsNoneIsOneSentence(String how) {
        // When
        int exit = run(
                Stream.concat(Stream.of("what-if"), Stream.of(how.split(" "))).toArray(String[]::new));

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../evil.yaml",
                "catalogue/../../evil.yaml",
                "/catalogue/evil.yaml",
                "catalogue\\..\\evil.yaml",
                "other/evil.yaml",
                "catalogue/.evil.yaml",
                "catalogue/inner/evil.yaml",
                "catalogue/",
                "rules/nul\0.drl"
            })
    void aZipThatLeadsElsewhereIsRefusedAndLeavesNothing(String entry) throws Exception {
        // When
        HttpResponse<String> answer = post(zip(entry, new byte[0]), "");

        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer.body()).path("code").asText()).isEqualTo("CONFIG-INVALID");
        assertThat(uploads).isEmptyDirectory();
        assertThat(folder.resolve("evil.yaml")).doesNotExist();
    }

    @Test
    void whatIsNoZipOrTooLargeIsRefused() throws Exception {
        assertThat(post("no zip at all".getBytes(StandardCharsets.UTF_8), "").statusCode())
                .isEqualTo(422);
        assertThat(post(zip("catalogue/large.yaml", new byte[40 << 20]), "").statusCode())
                .isEqualTo(413);
        assertThat(post(zip("catalogue/a.yaml", new byte[0]), "?since=-P1D").statusCode())
                .isEqualTo(400);
        assertThat(post(zip("catalogue/a.yaml", new byte[0]), "?since=soon").statusCode())
                .isEqualTo(400);
        assertThat(uploads).isEmptyDirectory();
    }

    private int run(String... words) {
        if (console == null) console = new Console();
        return console.run(Stream.concat(
                        Stream.of(words),
                        Stream.of("--data", folder.resolve("data").toString()))
                .toArray(String[]::new));
    }

    private HttpResponse<String> post(byte[] body, String query) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.address().resolve("/api/v1/what-if" + query))
                                .header("Authorization", "Bearer " + data.token())
                                .header("Content-Type", "application/zip")
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static byte[] zip(String entry, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
