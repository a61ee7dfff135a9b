package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.console.Access;
import io.ratchet.console.ConsolePorts;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebServerTest {
    private static final String TOKEN = "a token of the test";
    private static final String HOSTILE = "<script>alert('host')</script>";

    private final HttpClient browser = HttpClient.newHttpClient();
    private final List<String> approved = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();

    @TempDir
    private static Path folder;

    private WebServer closed;
    private WebServer open;

    @BeforeAll
    void start() {
        Access known = new Access(Optional.empty(), Map.of(Access.hash(TOKEN), "alice"));
        Access demo = new Access(Optional.of("demo"), Map.of());
        closed = WebServer.start(new ServeSettings.Http("127.0.0.1", 0), known, ports());
        open = WebServer.start(new ServeSettings.Http("127.0.0.1", 0), demo, ports());
    }

    @AfterAll
    void stop() {
        closed.close();
        open.close();
    }

    @Test
    void refusesWhoeverSendsNoToken() throws Exception {
        // When
        HttpResponse<String> answer = send(to(closed, "/api/v1/audit/export").GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"status\":401");
    }

    @Test
    void refusesAWrongToken() throws Exception {
        // When
        HttpResponse<String> answer = send(
                to(closed, "/").header("Authorization", "Bearer " + TOKEN + "x").GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/sign-in");
    }

    @Test
    void aTokenSignsABrowserIn() throws Exception {
        // Given
        HttpResponse<String> signedIn = send(form(closed, "/sign-in", "token=a+token+of+the+test"));
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();

        // When
        HttpResponse<String> queue = send(to(closed, "/")
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .GET());

        // Then
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
        assertThat(queue.statusCode()).isEqualTo(200);
        assertThat(queue.body()).contains("Nothing here is done unless somebody approves it.");
    }

    @Test
    void escapesWhatComesFromOutside() throws Exception {
        for (String page : List.of("/", "/assets", "/waiting", "/remediations", "/rejected")) {
            // When
            HttpResponse<String> answer = send(to(open, page).GET());

            // Then
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.body()).as(page).doesNotContain("<script").contains("&lt;script&gt;");
        }
    }

    @Test
    void showsWhatAPlanWouldChangeAndWhy() throws Exception {
        // When
        String page = send(to(open, "/").GET()).body();

        // Then
        assertThat(page)
                .contains("WinHttp\\DefaultSecureProtocols")
                .contains("160 (0xa0, dword)")
                .contains("2176 (0x880, dword)")
                .contains("R025-winhttp-keeps-what-is-there")
                .contains("TLS 1.2 is not among the protocols")
                .contains(proposed().subject().plan().hash());
    }

    @Test
    void anApprovalNamesThePlanAndThePerson() throws Exception {
        // Given
        String hash = proposed().subject().plan().hash();

        // When
        HttpResponse<String> answer = send(form(open, "/remediations/r-1/approve", "planHash=" + hash));

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(approved).containsExactly("r-1 " + hash + " user:demo");
    }

    @Test
    void refusesAFormThatAnotherSitesPageSends() throws Exception {
        // When
        HttpResponse<String> byOrigin =
                send(form(open, "/remediations/r-1/approve", "planHash=x").header("Origin", "https://evil.example"));
        HttpResponse<String> byFetchSite =
                send(form(open, "/remediations/r-1/approve", "planHash=x").header("Sec-Fetch-Site", "cross-site"));

        // Then
        assertThat(byOrigin.statusCode()).isEqualTo(403);
        assertThat(byFetchSite.statusCode()).isEqualTo(403);
        assertThat(approved).noneMatch(line -> line.contains(" x "));
    }

    @Test
    void theDemoIsClosedToANameThatWasMadeToPointHere() throws Exception {
        // When
        String status = rawStatus(open, "rebound.evil.example");

        // Then
        assertThat(status).contains(" 302 ");
    }

    @Test
    void aRefusalIsAProblemToAProgramAndAPageToAPerson() throws Exception {
        // When
        HttpResponse<String> page = send(form(open, "/remediations/r-0/approve", "planHash=x"));

        // Then
        assertThat(page.statusCode()).isEqualTo(409);
        assertThat(page.body()).contains("is not the one you looked at");
    }

    @Test
    void anUploadedReportIsHandedOverAndNotKept() throws Exception {
        // When
        HttpResponse<String> answer = send(to(open, "/api/v1/reports?file=scan.nessus")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofString("a report")));

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"findings\":1");
        assertThat(taken).containsExactly("scan.nessus: a report");
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void handsOutTheAuditExport() throws Exception {
        // When
        HttpResponse<String> answer = send(to(open, "/api/v1/audit/export").GET());

        // Then
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/zip");
        assertThat(answer.body()).isEqualTo("zip");
    }

    // ---- what the test puts behind the console

    private ConsolePorts ports() {
        ShownStore store = new ShownStore(
                List.of(remediate(), new Decision.NoAction(about(HOSTILE), why()), held(), waiting()),
                List.of(proposed()),
                List.of(new Rejected("scan.nessus", "line 3", "INTAKE-NO-HOST", "No host.", HOSTILE)));
        AssetState asset = new AssetState(
                new AssetId(HOSTILE), new Identity.Resolved(), HostRef.named("web01.corp.example"), HOSTILE, List.of());
        return new ConsolePorts(
                store, new Desk(), () -> List.of(asset), this::take, this::export, folder, Clock.systemUTC());
    }

    private Coverage take(String name, Path report) {
        try {
            taken.add(name + ": " + Files.readString(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Coverage(name, "nessus", "0".repeat(64), 1, 1, 1, 0, 0, true, 1);
    }

    private void export(Path zip) throws IOException {
        Files.writeString(zip, "zip");
    }

    private final class Desk implements ConsolePorts.Approvals {
        @Override
        public Remediation approve(String id, @Nullable String planHash, String by) {
            if (id.equals("r-0"))
                throw FailureException.of(FailureCode.PLAN_CHANGED, "The plan of r-0 is not the one you looked at.");
            approved.add(id + " " + planHash + " " + by);
            Instant now = Instant.EPOCH;
            return proposed().approve(new Approval(by, now, String.valueOf(planHash), now.plusSeconds(1)));
        }

        @Override
        public Remediation reject(String id, String by, String reason) {
            return proposed().reject(by, reason, Instant.EPOCH);
        }
    }

    private static Remediation.Proposed proposed() {
        PlanStep step = new PlanStep(
                10, "os-7-sp1", "windows/winhttp", "0".repeat(64), Map.of(), changes(), Restart.REBOOT, why().rule());
        Plan plan = new Plan(new AssetId(HOSTILE), HostRef.named("web01.corp.example"), Goal.READY, List.of(step));
        return new Remediation.Proposed(new Remediation.Subject("r-1", plan, HOSTILE, Instant.EPOCH));
    }

    private static Decision remediate() {
        return new Decision.Remediate(about(HOSTILE), why(), "windows/winhttp", Map.of(), changes(), Restart.REBOOT);
    }

    private static Decision held() {
        Gate gate = new Gate("R069", "R069-a-hub", "site:HQ", HOSTILE, List.of(), "The hub is updated.");
        return new Decision.Hold(about(HOSTILE), why(), List.of(gate), List.of());
    }

    private static Decision waiting() {
        return new Decision.AwaitVendor(about(HOSTILE), why(), "10.0.1.2");
    }

    private static Decision.About about(String asset) {
        return new Decision.About(
                new AssetId(asset),
                new Identity.Resolved(),
                HostRef.named("web01.corp.example"),
                HOSTILE,
                "os-7-sp1",
                Goal.READY,
                10,
                Remedy.REGISTRY,
                Readiness.CAPABLE_OFF);
    }

    private static Explanation why() {
        return new Explanation(
                "R025-winhttp-keeps-what-is-there",
                List.of(24, 25),
                "stable",
                List.of("S1", "M10"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited("sha256:0#1", HOSTILE)),
                "TLS 1.2 is not among the protocols that WinHTTP offers.");
    }

    private static List<Change> changes() {
        return List.of(new Change.Registry(
                "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp",
                "DefaultSecureProtocols",
                RegistryData.dword(160),
                RegistryData.dword(2176)));
    }

    // ---- how it is asked

    private static HttpRequest.Builder to(WebServer server, String path) {
        return HttpRequest.newBuilder(server.address().resolve(path)).timeout(Duration.ofSeconds(30));
    }

    private static HttpRequest.Builder form(WebServer server, String path, String fields) {
        return to(server, path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    /** The JDK's client does not let a Host header be forged. */
    private static String rawStatus(WebServer server, String host) throws IOException {
        URI address = server.address();
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElseThrow();
        }
    }
}
