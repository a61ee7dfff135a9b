package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.app.server.DataFolder;
import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.ShownEstate;
import io.ratchet.app.server.WebServer;
import io.ratchet.app.terminal.Exit;
import io.ratchet.console.Access;
import io.ratchet.console.Person;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that speak to a server, against a real one on this machine that wants a token. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientCommandsTest {
    @TempDir
    private static Path data;

    @TempDir
    private static Path uploads;

    private Console console;
    private ShownEstate estate;
    private DataFolder folder;
    private WebServer server;

    @BeforeAll
    void start() {
        estate = new ShownEstate(uploads);
        folder = DataFolder.open(data);
        Access access = new Access(Optional.empty(), Map.of(Access.hash(folder.token()), Person.owner("local")));
        server = WebServer.start(new ServeSettings.Http("127.0.0.1", 0), access, estate.ports());
        folder.announce(server.address());
    }

    @BeforeEach
    void openATerminal() {
        console = new Console();
    }

    @AfterAll
    void stop() {
        server.close();
        folder.close();
    }

    @Test
    void findTheServerAndTheTokenByTheDataFolder() {
        // When
        int exit = console.run("queue", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out().lines()).hasSize(2);
        assertThat(console.out()).contains("r-1").contains("READY").contains("reboot");
        assertThat(console.err())
                .containsOnlyOnce("Of 1 of these, whoever approves them may have brought the facts or asked for them");
    }

    @ParameterizedTest
    @CsvSource({
        "--asset, SCRIPT, true",
        "--asset, nobody, false",
        "--site, HQ, false",
        "--site, -, false",
        "--goal, ready, true",
        "--goal, ONLY, false",
        "--restart, reboot, true",
        "--restart, none, false",
        "--cohort, 5f1c, false",
        "--part, alike, true",
        "--part, apart, false",
        "--show, put-off, false",
        "--show, asked-again, false"
    })
    void theQueueIsNarrowedToWhatFits(String option, String value, boolean fits) {
        // When
        int exit = console.run("queue", option, value, "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        if (fits) assertThat(console.out().lines()).hasSize(2).anyMatch(line -> line.startsWith("r-1"));
        else {
            assertThat(console.out()).isEmpty();
            assertThat(console.err().lines()).containsExactly("Nothing that waits fits this.");
        }
    }

    @Test
    void theQueueIsNarrowedForProgramsAsWell() throws IOException {
        // When
        int exit = console.run(
                "queue", "--site", ShownEstate.HOSTILE, "--goal", "ready", "--json", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(Json.parse(console.out()).at("/entries/0/remediation/id").asText())
                .isEqualTo("r-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--goal=steady     | ratchet queue: 'goal' is one of ready, only, not 'steady'.",
                "--restart=maybe   | ratchet queue: 'restart' is one of none, app, service, reboot, not 'maybe'.",
                "--part=half       | ratchet queue: 'part' is one of all, alike, apart, not 'half'.",
                "--show=everything | ratchet queue: 'show' is one of put-off, asked-again, not 'everything'.",
                "--site=           | ratchet queue: --site needs a value; leave it out for any."
            })
    void aFilterOfTheQueueThatIsNoneIsOneSentence(String option, String sentence) {
        // When
        int exit = console.run("queue", option, "--data", data.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines()).containsExactly(sentence);
    }

    @Test
    void waitingSaysWhoWaitsForAVendorForWhatAndSinceWhen() {
        // When
        int exit = console.run("waiting", "--data", data.toString());
        String table = console.out();
        int asJson = new Console().run("waiting", "--json", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(asJson).isEqualTo(Exit.DONE);
        assertThat(table.lines()).hasSize(2);
        assertThat(table)
                .contains("SINCE")
                .contains("1970-01-01T00:00:00Z")
                .contains("10.0.1.2")
                .contains("0 assets");
    }

    @Test
    void readinessShowsThePathForPeopleForProgramsAndAsAFileToHandOn() throws IOException {
        // When
        int exit = console.run("readiness", "--data", data.toString());
        Console json = new Console();
        int asJson = json.run("readiness", "--json", "--data", data.toString());
        Console html = new Console();
        int asHtml = html.run("readiness", "--html", "--data", data.toString());
        Console unknown = new Console();
        int nowhere = unknown.run("readiness", "--site", "Atlantis", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out())
                .contains("READY: 0 of 1 assets have it shown, 1 to go.")
                .contains("Forecast for READY: Unknown:")
                .contains("What remains, in order");
        assertThat(asJson).isEqualTo(Exit.DONE);
        assertThat(Json.parse(json.out()).path("schema").asText()).isEqualTo("ratchet.path/1");
        assertThat(asHtml).isEqualTo(Exit.DONE);
        assertThat(html.out()).startsWith("<!DOCTYPE html>").doesNotContain("<script");
        assertThat(nowhere).isEqualTo(Exit.COULD_NOT_START);
        assertThat(unknown.err().lines()).singleElement().asString().contains("site:Atlantis");
    }

    @Test
    void readinessHoldsControlsAgainstTheEstateAndPrintsThemAsOscal() throws IOException {
        // When
        int exit = console.run("readiness", "--controls", "--asset", "web01.example/nic", "--data", data.toString());
        Console oscal = new Console();
        int asOscal = oscal.run("readiness", "--oscal", "--data", data.toString());
        int both = new Console().run("readiness", "--oscal", "--html", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out())
                .contains("nist-sp-800-52r2-server-versions", "unknown  Not known: what listens here.")
                .contains("By when what is vulnerable has to be fixed by cisa-bod-26-04, what to act on first:")
                .containsPattern("CVE-2014-3566 +SSLv3 is offered +unknown +- +- +not told, so yes +not demanded")
                .contains("The profile does not say whether it can be reached from public networks");
        assertThat(asOscal).isEqualTo(Exit.DONE);
        assertThat(Json.parse(oscal.out())
                        .at("/assessment-results/metadata/oscal-version")
                        .asText())
                .isEqualTo("1.1.3");
        assertThat(both).isEqualTo(Exit.COULD_NOT_START);
    }

    @Test
    void withoutATokenTheServerRefuses() {
        // When
        int exit = console.run("queue", "--server", server.address().toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).singleElement().asString().contains("No token was sent", "RATCHET_TOKEN");
    }

    @Test
    void stopIsOrderedWithItsReasonAndLifted() {
        // When
        int stopped = console.run("stop", "--site", "HQ", "--reason", "phones are down", "--data", data.toString());
        String shown = console.out();
        int lifted = new Console()
                .run("stop", "--site", "HQ", "--lift", "--reason", "phones are up", "--data", data.toString());

        // Then
        assertThat(stopped).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(shown).contains("site:HQ user:local").contains("phones are down");
        assertThat(lifted).isEqualTo(Exit.DONE);
    }

    @Test
    void aStopThatHoldsNothingIsSaid() {
        // When
        int exit = console.run("stop", "--site", "NOWHERE", "--reason", "x", "--data", data.toString());
        Console unknown = new Console();
        int none = unknown.run("stop", "--run", "zz", "--reason", "x", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.err()).contains("stands at 'NOWHERE'").contains("check the name");
        assertThat(none).isEqualTo(Exit.COULD_NOT_START);
        assertThat(unknown.err()).contains("No remediation has the id 'zz'");
        new Console().run("stop", "--site", "NOWHERE", "--lift", "--reason", "x", "--data", data.toString());
    }

    @Test
    void aStopIsForASiteOrARunAndNeedsAReason() {
        assertThat(console.run("stop", "--site", "HQ", "--run", "r-1", "--reason", "x", "--data", data.toString()))
                .isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err()).contains("not both");
        assertThat(new Console().run("stop", "--data", data.toString())).isEqualTo(Exit.COULD_NOT_START);
    }

    @Test
    void nightShowsThePlanWhatDoesNotFitAndTheReport() throws IOException {
        // When
        int exit = console.run("night", "--at", "2018-09-20T19:00:00Z", "--data", data.toString());
        Console asJson = new Console();
        asJson.run("night", "--at", "2018-09-20T19:00:00Z", "--json", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out())
                .contains("Tonight, done at 2018-09-20T21:00:00Z if every run is verified:")
                .contains("WAVE", "FIRST WITH", "playbook:windows/winhttp@6.1.7601")
                .contains("Not tonight:", "CAP-REACHED", "Those before it take the places.")
                .contains("Held:", "role:adfs")
                .contains("The last 24 hours: 3 Verified");
        assertThat(Json.parse(asJson.out()).path("at").asText()).isEqualTo("2018-09-20T19:00:00Z");
    }

    @Test
    void nightRefusesAMomentThatIsNone() {
        assertThat(console.run("night", "--at", "tomorrow", "--data", data.toString()))
                .isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains("--at")
                .contains("tomorrow");
    }

    @Test
    void brakesAreListedAndReleasedWithAReason() {
        // When
        int listed = console.run("brakes", "--data", data.toString());
        int withoutReason = new Console().run("brakes", "--release", "role:none", "--data", data.toString());
        int released = new Console()
                .run("brakes", "--release", "role:none", "--reason", "looked at it", "--data", data.toString());

        // Then
        assertThat(listed).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out()).contains("SCOPE").contains("role:adfs").contains("quarantine");
        assertThat(withoutReason).isEqualTo(Exit.COULD_NOT_START);
        assertThat(released).isEqualTo(Exit.DONE);
        assertThat(estate.ordered()).contains("RELEASE role:none user:local looked at it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "defer", "cancel"})
    void aWordOnARemediationIsSentWithItsReason(String order) {
        // When
        int exit = console.run(order, "r-1", "--reason", "as asked", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out()).contains("r-1 Withdrawn");
        assertThat(estate.ordered()).contains(order.toUpperCase(Locale.ROOT) + " r-1 user:local as asked");
    }

    @Test
    void aTokenThatTheServerDoesNotKnowIsNotTakenForNone(@TempDir Path elsewhere) throws IOException {
        // Given
        Files.writeString(elsewhere.resolve("server"), server.address() + "\n");
        Files.writeString(elsewhere.resolve("token"), folder.token() + "x\n");

        // When
        int exit = console.run("queue", "--data", elsewhere.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains("does not know the token that was sent")
                .doesNotContain(folder.token());
    }

    @Test
    void explainSaysWhyAndUntilWhen() {
        // When
        int exit = console.run("explain", ShownEstate.HOSTILE, "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out().replaceAll("\\s+", " "))
                .contains("identity resolved")
                .contains("os-7-sp1 (Windows 7 SP1), READY, step 10: REMEDIATE")
                .contains("R025-winhttp-keeps-what-is-there, WinHTTP keeps what is there")
                .contains("25: IF DefaultSecureProtocols exists")
                .contains("S1: \"Preparing for TLS 1.2 in Office 365\"")
                .contains("DefaultSecureProtocols: 160 (0xa0) -> 2176 (0x880)")
                .contains("R069: The hub is updated.")
                .contains("build 10.0.1.2 is released");
    }

    @Test
    void explainSaysWhyARuleDidNotFire() {
        // When
        int exit = console.run("explain", "web01.example/nic", "--rule", "R013", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out())
                .contains("R013-port-owner-is-asked: ")
                .contains("it did not fire")
                .contains("FAILS      foreignListener")
                .contains("the host web01.example/nic: foreignListener is false");
    }

    @Test
    void explainPrintsTheAnswerForPrograms() throws IOException {
        // When
        int exit = console.run("explain", "web01.example/nic", "--rule", "R013", "--json", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(Json.parse(console.out()).at("/stopped/condition").asText()).isEqualTo("foreignListener");
    }

    @ParameterizedTest
    @CsvSource({
        "web01.example/nic, R999,  There is no rule 'R999'; the nearest are R",
        "example/nic,       R013,  There is no asset 'example/nic'; is it one of web01.example/nic?",
        "none,              R013,  There is no asset 'none'.",
        "none,              ,      There is no asset 'none'."
    })
    void explainRefusesAnUnknownIdInOneSentence(String asset, @Nullable String rule, String sentence) {
        // When
        int exit = rule == null
                ? console.run("explain", asset, "--data", data.toString())
                : console.run("explain", asset, "--rule", rule, "--data", data.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).singleElement().asString().contains(sentence);
    }

    @Test
    void approveShowsThePlanAndApprovesExactlyThat() {
        // When
        int exit = console.run("approve", "r-", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.err()).contains("DefaultSecureProtocols").contains("2176");
        assertThat(console.out().strip()).isEqualTo("r-1");
        assertThat(estate.approved())
                .containsExactly(
                        "r-1 " + ShownEstate.proposed().subject().plan().hash() + " user:local");
    }

    @Test
    void breakGlassShowsThePlanAndSaysWhy() {
        // When
        int exit = console.run("break-glass", "r-1", "--reason", "the site is down", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.err()).contains("Breaking the glass for r-1", "DefaultSecureProtocols");
        assertThat(console.out().strip()).isEqualTo("r-1");
        assertThat(estate.ordered()).contains("GLASS r-1 user:local the site is down");
    }

    @Test
    void aPasswordIsReadFromStandardInputAndTakenBackByName() {
        // Given
        Console typed = new Console("three plain words\n");

        // When
        int set = typed.run("user", "set", "dora", "--roles", "approver", "--sites", "HQ", "--data", data.toString());
        int revoked = console.run("user", "revoke", "dora", "--reason", "she left", "--data", data.toString());

        // Then
        assertThat(set).as(typed.err()).isEqualTo(Exit.DONE);
        assertThat(typed.err()).contains("dora can sign in").doesNotContain("plain words");
        assertThat(revoked).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out()).contains("dora", "approver", "HQ", "no");
    }

    @Test
    void rejectSaysWhy() {
        // When
        int exit = console.run("reject", "r-1", "--reason", "change freeze", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(estate.rejected()).containsExactly("r-1 user:local change freeze");
    }

    @Test
    void aCommentIsSentAsItStands() {
        // When
        int exit = console.run("comment", "r-1", "--text", "Ask the vendor first.", "--data", data.toString());
        Console shown = new Console();
        int nothing = shown.run("comment", "r-1", "--data", data.toString());
        Console unknown = new Console();
        int none = unknown.run("comment", "zz", "--text", "x", "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out().strip()).isEqualTo("r-1");
        assertThat(estate.ordered()).contains("COMMENT r-1 user:local Ask the vendor first.");
        assertThat(nothing).as(shown.err()).isEqualTo(Exit.DONE);
        assertThat(none).isEqualTo(Exit.COULD_NOT_START);
        assertThat(unknown.err().lines()).singleElement().asString().contains("No remediation has the id 'zz'");
    }

    @Test
    void anIdThatWaitsForNothingIsOneSentence() {
        // When
        int exit = console.run("approve", "nothing", "--data", data.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains("No remediation that is waiting for approval has the id 'nothing'");
    }

    @Test
    void ingestHandsAFileOver(@TempDir Path folder) throws IOException {
        // Given
        Path report = Files.writeString(folder.resolve("scan & co.nessus"), "a report");

        // When
        int exit = console.run("ingest", report.toString(), "--data", data.toString());

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(estate.taken()).containsExactly("user:local scan & co.nessus: a report");
        assertThat(console.out()).contains("\"findings\":1");
    }

    @Test
    void auditExportWritesTheFileWholeOrNotAtAll(@TempDir Path folder) throws IOException {
        // Given
        Path out = folder.resolve("audit.zip");

        // When
        int exit = console.run("audit", "export", "--out", out.toString(), "--data", data.toString());
        int refused = console.run("audit", "export", "--out", folder + "/other.zip", "--server", server.address() + "");

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(out).hasContent("zip");
        assertThat(refused).isEqualTo(Exit.COULD_NOT_START);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(out);
        }
    }

    @Test
    void auditVerifyRefusesWhatIsNoExport(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("audit.zip"), "no zip");

        // When
        int exit = console.run("audit", "verify", file.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines()).singleElement().asString().contains("audit.zip");
    }

    @Test
    void aMissingFileIsOneSentence() {
        // When
        int exit = console.run("ingest", "no-such-file", "--data", data.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).singleElement().asString().contains("There is no file 'no-such-file'");
    }
}
