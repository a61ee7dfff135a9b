package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Rejected;
import io.ratchet.domain.remediation.Stop;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see, and what their word does. */
class PagesTest {
    @TempDir
    private static Path folder;

    private static ServedConsole console;

    @BeforeAll
    static void start() {
        console = ServedConsole.closed(folder);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, Readiness",
        "/path, Path",
        "/queue, Queue",
        "/assets, Assets",
        "/assets/%3Cscript%3Ealert%28%27host%27%29%3C/script%3E, &lt;script&gt;",
        "/waiting, Waiting",
        "/tickets, Tickets",
        "/remediations, Runs",
        "/remediations/r-1, Remediation",
        "/night, Tonight",
        "/rejected, Rejected",
        "/reports, Reports",
        "/reports/cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc, Report",
        "/connections, Connections",
        "/exceptions, Exceptions"
    })
    @Shows("2.4.2")
    void aPageShowsWhatItIsCalledForAndEscapesWhatComesFromOutside(String path, String title) {
        // When
        HttpResponse<String> page = console.get(path);

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body())
                .contains("<title>" + title)
                .contains("&lt;script&gt;alert(")
                .doesNotContain("<script>");
    }

    @Test
    void thePathTellsWhatRemainsAndFollowsItsScope() throws Exception {
        // When
        String all = console.get("/path").body();
        HttpResponse<String> one = console.get("/path?asset=%3Cscript%3Ealert(%27host%27)%3C/script%3E");
        HttpResponse<String> none = console.get("/path?site=Atlantis");
        HttpResponse<String> report = console.get("/api/v1/path/report");

        // Then
        assertThat(all).contains("What remains, in order", "Who owes the next step", "Cheapest unblock");
        assertThat(one.body()).contains("Step by step", "asset:&lt;script&gt;");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(report.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(report.body()).contains("&lt;script&gt;").doesNotContain("<script");
    }

    @Test
    void aPathOnWhichNothingWaitsHasNoEmptyTables(@TempDir Path elsewhere) {
        try (ServedConsole free = ServedConsole.over(elsewhere, new Fleet(20))) {
            // When
            String page = free.get("/path").body();

            // Then
            assertThat(page)
                    .contains("No asset waits for another one.", "Nothing holds others.")
                    .doesNotContain("In all behind it");
        }
    }

    @Test
    void theHomePageTellsWhatMovedBackAndToWhatItIsPutDown() {
        // Given
        console.store().run(tx -> tx.regressions().keep(movedBack("moved.corp.example", Goal.READY)));

        // When
        String home = console.get("/").body();

        // Then
        assertThat(home)
                .contains("Moved back", "moved.corp.example", "HKLM\\X &lt;b&gt;Enabled&lt;/b&gt; was absent and is 0")
                .contains("patch, by the time: Installed meanwhile: KB5005573.", ">40</td>");
    }

    @Test
    void thePageOfAnAssetTellsForHowLongItIsProvenAndWhatMovedBack() {
        // Given
        String before = console.get("/assets/" + ServedConsole.OTHER).body();
        console.proves(ServedConsole.OTHER);
        console.store().run(tx -> tx.regressions().keep(movedBack(ServedConsole.OTHER, Goal.ONLY)));

        // When
        String asset = console.get("/assets/" + ServedConsole.OTHER).body();

        // Then
        assertThat(before).doesNotContain("proven for", "Moved back");
        assertThat(asset)
                .contains(">READY</span> proven for <b>", "without a gap, since")
                .doesNotContain(">ONLY</span> proven for")
                .contains("Moved back", "HKLM\\X &lt;b&gt;Enabled&lt;/b&gt; was absent and is 0", ">40</td>");
    }

    @Test
    void thePageOfAnAssetTellsWhyARuleDidNotFire() {
        // When
        String asked =
                console.get("/assets/" + ServedConsole.OTHER + "?rule=R025").body();
        String strange =
                console.get("/assets/" + ServedConsole.OTHER + "?rule=R%3Cb%3E").body();
        String unasked = console.get("/assets/" + ServedConsole.OTHER).body();

        // Then
        assertThat(asked)
                .contains("It did not fire.", "R025-winhttp-keeps-what-is-there", "Would have to be so:")
                .contains("name=\"rule\" value=\"R025\"");
        assertThat(strange).contains("There is no rule &#39;R&lt;b&gt;&#39;").doesNotContain("<b>&#39;", "R<b>");
        assertThat(unasked).contains("Why not otherwise?").doesNotContain("It did not fire.");
    }

    @Test
    void thePageOfARemediationTellsWhatHappenedToIt() {
        // Given
        Remediation.Proposed proposed = console.propose();
        String id = proposed.subject().id();
        String before = console.get("/remediations/" + id).body();

        // When
        console.form("/remediations/" + id + "/reject", "reason=%3Cb%3Enot+now%3C%2Fb%3E");
        String after = console.get("/remediations/" + id).body();

        // Then
        assertThat(before).contains("Nothing is logged of it yet.");
        assertThat(after)
                .contains("remediation.rejected", "by <span>user:alice</span>", "&lt;b&gt;not now&lt;/b&gt;")
                .contains("/audit?remediation=" + id)
                .doesNotContain("<b>not now");
    }

    private static Regression movedBack(String asset, Goal goal) {
        Instant seen = Instant.now().minusSeconds(600);
        return new Regression(
                new AssetId(asset),
                "HQ",
                goal,
                List.of("os-2016"),
                Readiness.READY,
                Readiness.CAPABLE_OFF,
                seen.minus(Duration.ofDays(40)),
                seen,
                new Regression.Moved(
                        Regression.Way.COLLECT, "HKLM\\X <b>Enabled</b>", "absent", "0", seen, seen, "sha256:1#1"),
                new Regression.Cause(Regression.Origin.PATCH, false, "Installed meanwhile: KB5005573."));
    }

    @Test
    void theQueueLeadsToWhatAPlanWouldChangeAndWhy() {
        // Given
        Remediation.Proposed proposed = console.propose();

        // When
        String queue = console.get("/queue").body();
        String cohort =
                console.get("/queue/" + proposed.subject().plan().cohort()).body();

        // Then
        assertThat(queue).contains("href=\"/queue/" + proposed.subject().plan().cohort());
        assertThat(cohort)
                .contains("WinHttp\\DefaultSecureProtocols")
                .contains("160 (0xa0, dword)")
                .contains("2176 (0x880, dword)")
                .contains("R025-winhttp-keeps-what-is-there")
                .contains("WinHTTP does not offer TLS 1.2.")
                .contains("value=\"" + proposed.subject().id() + ":"
                        + proposed.subject().plan().hash() + "\"");
    }

    @Test
    void aCohortSaysWhichStepsWaitForTheVerificationOfOthers() {
        // Given
        Remediation.Proposed one = console.propose();
        assertThat(console.get("/queue/" + one.subject().plan().cohort()).body())
                .doesNotContain("leg 1");
        Remediation.Proposed legs = console.proposeLegs();

        // When
        String page = console.get("/queue/" + legs.subject().plan().cohort()).body();

        // Then
        assertThat(page).containsSubsequence("windows/winhttp", "leg 1 of 2", "windows/later", "leg 2 of 2");
    }

    @Test
    void theButtonApprovesThePlanItStandsUnder() {
        // Given
        Remediation.Proposed proposed = console.propose();
        String id = proposed.subject().id();

        // When
        HttpResponse<String> answer = console.form(
                "/remediations/" + id + "/approve",
                "planHash=" + proposed.subject().plan().hash());

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(console.remediation(id))
                .isInstanceOfSatisfying(
                        Approved.class,
                        approved -> assertThat(approved.approval().by()).isEqualTo("user:alice"));
        assertThat(console.log()).contains("remediation.approved by user:alice");
    }

    @Test
    void anApprovalOfAnotherPlanIsRefusedInWords() {
        // Given
        String id = console.propose().subject().id();

        // When
        HttpResponse<String> answer = console.form("/remediations/" + id + "/approve", "planHash=" + "0".repeat(64));

        // Then
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Proposed.class);
    }

    @Test
    void aRejectionKeepsItsReason() {
        // Given
        String id = console.propose().subject().id();

        // When
        HttpResponse<String> answer = console.form("/remediations/" + id + "/reject", "reason=not+tonight");

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(console.remediation(id)).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.by()).isEqualTo("user:alice");
            assertThat(rejected.reason()).isEqualTo("not tonight");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reason=", "reason=+"})
    void aRejectionWithoutAReasonIsRefused(String fields) {
        // Given
        String id = console.propose().subject().id();

        // When
        HttpResponse<String> answer = console.form("/remediations/" + id + "/reject", fields);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Proposed.class);
    }

    @Test
    void aHostileReasonIsShownAsText() {
        // Given
        String id = console.propose().subject().id();
        console.form("/remediations/" + id + "/reject", "reason=%3Cimg+src%3Dx%3E");

        // When
        String page = console.get("/remediations").body();

        // Then
        assertThat(page).contains("&lt;img src=x&gt;").doesNotContain("<img");
    }

    @Test
    void aRemediationShowsWhatIsTheMatterInListsAndOnItsPage() {
        // Given
        String id = console.troubled();

        for (String path : List.of("/remediations", "/remediations/" + id)) {
            // When
            String page = console.get(path).body();

            // Then
            assertThat(page)
                    .contains("Running")
                    .contains("HOST-UNREACHABLE")
                    .contains("<span>&lt;script&gt;alert(&#39;host&#39;)&lt;/script&gt;</span>")
                    .contains("title=\"2018-09-20 01:01:20 UTC\"");
        }
        assertThat(console.get("/remediations/" + id).body())
                .contains("Check name resolution, the firewall and that WinRM listens")
                .contains("DefaultSecureProtocols");
        assertThat(console.get("/night").body()).contains("HOST-UNREACHABLE").contains("2018-09-20T01:01:20Z");
    }

    @ParameterizedTest
    @CsvSource({"defer, Deferred", "cancel, Withdrawn"})
    void aButtonSaysItsWordWithWhoAndWhy(String word, String state) {
        // Given
        Remediation.Proposed proposed = console.propose();
        String id = proposed.subject().id();
        console.form(
                "/remediations/" + id + "/approve",
                "planHash=" + proposed.subject().plan().hash());
        assertThat(console.get("/remediations/" + id).body())
                .contains("formaction=\"/remediations/" + id + "/" + word + "\"");

        // When
        HttpResponse<String> silent = console.form("/remediations/" + id + "/" + word, "reason=+");
        HttpResponse<String> answer = console.form("/remediations/" + id + "/" + word, "reason=month%27s+end");

        // Then
        assertThat(silent.statusCode()).isEqualTo(400);
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(console.remediation(id).state().wire()).isEqualTo(state);
        assertThat(console.get("/remediations").body()).contains("user:alice").contains("month&#39;s end");
    }

    @Test
    void retryAndStopAreButtonsOfARunThatHasTrouble() {
        // Given
        String id = console.troubled();

        // When
        HttpResponse<String> retried = console.form("/remediations/" + id + "/retry", "reason=the+cable+is+back");
        HttpResponse<String> stopped = console.form("/remediations/" + id + "/stop", "reason=look+first");

        // Then
        assertThat(retried.statusCode()).isEqualTo(302);
        assertThat(stopped.statusCode()).isEqualTo(302);
        assertThat(console.stops()).extracting(Stop::scope).contains("run:" + id);
        assertThat(console.log()).contains("remediation.retried by user:alice", "stop.ordered by user:alice");
    }

    @Test
    void theNightStopsLiftsAndReleases() {
        // Given
        console.brake("role:adfs");

        // When
        console.form("/stops", "scope=site%3AHQ&reason=phones+are+down");
        String page = console.get("/night").body();
        HttpResponse<String> lifted = console.form("/stops/lift", "scope=site%3AHQ&reason=phones+are+up");
        HttpResponse<String> released = console.form("/brakes/release", "scope=role%3Aadfs&reason=looked+at+it");

        // Then
        assertThat(page)
                .contains("site:HQ", "phones are down", "action=\"/stops/lift\"")
                .contains("role:adfs", "action=\"/brakes/release\"");
        assertThat(lifted.statusCode()).isEqualTo(302);
        assertThat(released.statusCode()).isEqualTo(302);
        assertThat(console.stops()).extracting(Stop::scope).doesNotContain("site:HQ");
        assertThat(console.braked()).doesNotContain("role:adfs");
        assertThat(console.log()).contains("stop.lifted by user:alice", "quarantine.ended by user:alice");
    }

    @Test
    void aRefusedTicketIsSentAgainByItsButtonWithWhoWantedIt() throws Exception {
        // Given
        try (ServedConsole own = ServedConsole.closed(folder)) {
            String page = own.get("/tickets").body();
            assertThat(page)
                    .contains("498 of 500", "closed by uma", "href=\"https://desk.example/17\"", "Send again")
                    .contains("reopen, refused");
            String key = own.refused().get(0).letter().subject();

            // When
            HttpResponse<String> answer = own.form("/tickets/resend", "key=" + key);

            // Then
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(own.refused()).isEmpty();
            assertThat(own.get("/tickets").body()).contains("reopen, waiting").doesNotContain("Send again");
        }
    }

    @Test
    void anotherSitesPageCannotStopLiftOrRelease() {
        for (String path : List.of("/stops", "/stops/lift", "/brakes/release", "/remediations/r-1/cancel"))
            assertThat(console.send(console.alice(path)
                                    .header("Origin", "https://evil.example")
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString("scope=all&reason=x")))
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
    }

    @Test
    void whatIsNotThereIsAPageToPeople() {
        // When
        HttpResponse<String> answer = console.form("/remediations/r-none/approve", "planHash=" + "0".repeat(64));

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("r-none").contains("<main id=");
    }
}
