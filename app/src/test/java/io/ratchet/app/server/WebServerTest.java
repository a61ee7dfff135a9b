package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.console.Access;
import io.ratchet.console.Person;
import io.ratchet.console.SignInObserver;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebServerTest {
    private static final String TOKEN = "a token of the test";
    private static final String METRICS = "# HELP a b\n# TYPE a gauge\na 1.0\n";

    private final HttpClient browser = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private ShownEstate estate;
    private WebServer closed;
    private WebServer open;

    @BeforeAll
    void start() {
        Access known = new Access(Optional.empty(), Map.of(Access.hash(TOKEN), Person.ofAllRoles("alice")));
        Access demo = new Access(Optional.of(Person.ofAllRoles("demo")), Map.of());
        estate = new ShownEstate(folder);
        closed = WebServer.start(
                new ServeSettings.Http("127.0.0.1", 0, Optional.of(new ServeSettings.Management("127.0.0.1", 0))),
                () -> new WebServer.Served(known, estate.ports(), Optional.of(() -> METRICS), SignInObserver.none()));
        open = WebServer.start(new ServeSettings.Http("127.0.0.1", 0), demo, estate.ports());
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
        assertThat(queue.body()).contains("plans wait for approval");
    }

    @Test
    void escapesWhatComesFromOutside() throws Exception {
        for (String page : List.of("/", "/queue", "/assets", "/waiting", "/remediations", "/rejected")) {
            // When
            HttpResponse<String> answer = send(to(open, page).GET());

            // Then
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.body()).as(page).doesNotContain("<script>").contains("&lt;script&gt;");
        }
    }

    @Test
    void showsWhatAPlanWouldChangeAndWhy() throws Exception {
        // When
        String page = send(to(open, "/remediations/r-1").GET()).body();

        // Then
        assertThat(page)
                .contains("WinHttp\\DefaultSecureProtocols")
                .contains("160 (0xa0, dword)")
                .contains("2176 (0x880, dword)")
                .contains("R025-winhttp-keeps-what-is-there")
                .contains("TLS 1.2 is not among the protocols")
                .contains(ShownEstate.proposed().subject().plan().hash());
    }

    @Test
    void anAssetSaysByWhichRuleAndUntilWhen() throws Exception {
        // When
        String asset = "/assets/"
                + URLEncoder.encode(ShownEstate.HOSTILE, StandardCharsets.UTF_8).replace("%2F", "/");
        String page = send(to(open, asset).GET()).body();

        // Then
        assertThat(page)
                .contains("WinHTTP keeps what is there and gains TLS 1.2")
                .contains("(KB 4057306)")
                .contains("The hub is updated.")
                .contains("Fixed in build 10.0.1.2.");
    }

    @Test
    void aHostileRuleIdIsShownAsText() throws Exception {
        // When
        HttpResponse<String> answer = send(
                to(open, "/api/v1/explain/web01.example/nic?rule=%3Cscript%3E").GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Json.parse(answer.body()).path("detail").asText()).contains("no rule '<script>'");
    }

    @Test
    void anExplanationIsRefusedToWhoeverSendsNoToken() throws Exception {
        assertThat(send(to(closed, "/api/v1/explain/web01.example/nic").GET()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void anApprovalNamesThePlanAndThePerson() throws Exception {
        // Given
        String hash = ShownEstate.proposed().subject().plan().hash();

        // When
        HttpResponse<String> answer = send(form(open, "/remediations/r-1/approve", "planHash=" + hash));

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(estate.approved()).containsExactly("r-1 " + hash + " user:demo");
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
        assertThat(estate.approved()).noneMatch(line -> line.contains(" x "));
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
        assertThat(estate.taken()).containsExactly("user:demo scan.nessus: a report");
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void anUploadThatBreaksOffIsOneLineInTheLog() throws Exception {
        // Given
        ListAppender<ILoggingEvent> log = listenTo("io.ratchet.console.Problems");

        // When
        try (Socket socket = new Socket(open.address().getHost(), open.address().getPort())) {
            socket.getOutputStream()
                    .write(("POST /api/v1/reports?file=scan.nessus HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                    + "Content-Type: application/octet-stream\r\nContent-Length: 100000\r\n\r\nhalf")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }

        // Then
        await().untilAsserted(() -> assertThat(log.list).isNotEmpty());
        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getThrowableProxy()).isNull();
            assertThat(event.getFormattedMessage())
                    .contains("POST /api/v1/reports?file=scan.nessus", "broke off before its end");
        });
        assertThat(estate.taken()).noneMatch(line -> line.contains("half"));
        await().untilAsserted(() -> {
            try (var left = Files.list(folder)) {
                assertThat(left).isEmpty();
            }
        });
    }

    private static ListAppender<ILoggingEvent> listenTo(String logger) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(logger)).addAppender(log);
        return log;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                  | No token was sent",
                "Bearer wrong      | This server does not know the token that was sent",
                "bearer a token of | This server does not know the token that was sent",
                "Basic YTpi        | Only 'Authorization: Bearer TOKEN' is understood here"
            })
    void saysToAProgramWhatIsWrongWithItsToken(@Nullable String authorization, String sentence) throws Exception {
        // Given
        HttpRequest.Builder request = to(closed, "/api/v1/queue").GET();
        if (authorization != null) request.header("Authorization", authorization);

        // When
        HttpResponse<String> answer = send(request);

        // Then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Json.parse(answer.body()).path("detail").asText()).startsWith(sentence);
    }

    @Test
    void aSessionThatIsOverIsSaidToBe() throws Exception {
        // When
        HttpResponse<String> answer = send(to(closed, "/api/v1/queue")
                .header("Cookie", "ratchet=long-gone")
                .GET());

        // Then
        assertThat(answer.body()).contains("The session has ended");
    }

    @Test
    void anAddressOfAnotherMachineIsOneSentence() {
        // Given
        ServeSettings.Http elsewhere = new ServeSettings.Http("192.0.2.1", 8080);

        // Then
        assertThatThrownBy(() -> WebServer.start(elsewhere, new Access(Optional.empty(), Map.of()), estate.ports()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("cannot listen on 192.0.2.1:8080");
    }

    @Test
    void handsOutTheAuditExport() throws Exception {
        // When
        HttpResponse<String> answer = send(to(open, "/api/v1/audit/export").GET());

        // Then
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/zip");
        assertThat(answer.body()).isEqualTo("zip");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/queue,                    ratchet.queue/1",
        "/api/v1/waiting,                  ratchet.waiting/1",
        "/api/v1/remediations,             ratchet.remediations/1",
        "/api/v1/remediations/r-1,         ratchet.remediation/1",
        "/api/v1/decisions,                ratchet.decision/1",
        "/api/v1/assets,                   ratchet.asset/1",
        "/api/v1/assets/web01.example/nic, ratchet.asset/1",
        "/api/v1/rejected,                 ratchet.reject/1",
        "/api/v1/explain/web01.example/nic, ratchet.explanation/1",
        "/api/v1/explain/web01.example/nic?rule=R025, ratchet.explanation/1",
        "/api/v1/readiness,                ratchet.readiness/1"
    })
    void answersProgramsInTheContractsJson(String path, String schema) throws Exception {
        // When
        HttpResponse<String> answer = send(to(open, path).GET());

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body().lines())
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(Json.parse(line).path("schema").asText()).isEqualTo(schema));
    }

    @Test
    void countsWhereTheEstateStands() throws Exception {
        // When
        JsonNode answer = Json.parse(send(to(open, "/api/v1/readiness").GET()).body());

        // Then
        assertThat(answer.at("/goals/READY/CAPABLE_OFF").asLong()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void tellsAnybodyWhetherItIsWellAndNothingElse(String path) throws Exception {
        // When
        HttpResponse<String> answer = send(to(closed, path).GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.parse(answer.body()).path("status").asText()).isEqualTo("UP");
        assertThat(answer.body()).doesNotContain("components");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator", "/actuator/env", "/actuator/health/../env", "/no-such-page", "/error"})
    void whatNobodyOpenedStaysShut(String path) throws Exception {
        // When
        HttpResponse<String> answer = send(to(closed, path).GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
    }

    @Test
    void anUnknownIdIsNotFound() throws Exception {
        // When
        HttpResponse<String> answer = send(to(open, "/api/v1/remediations/none").GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Json.parse(answer.body()).path("code").asText()).isEqualTo("ID-UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"planHash\":1}", "not JSON"})
    void anApprovalThatNamesNoPlanIsRefused(String body) throws Exception {
        // When
        HttpResponse<String> answer = send(to(open, "/api/v1/remediations/r-1/approve")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void aTakenPortIsOneSentence() {
        // Given
        ServeSettings.Http taken =
                new ServeSettings.Http("127.0.0.1", open.address().getPort());
        Access nobody = new Access(Optional.empty(), Map.of());

        // Then
        assertThatThrownBy(() -> WebServer.start(taken, nobody, estate.ports()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("Port " + taken.port() + " on 127.0.0.1 is taken");
    }

    @Test
    void metricsStandBehindTheSameDoorAsEverything() throws Exception {
        // When
        HttpResponse<String> stranger = send(to(closed, "/metrics").GET());
        HttpResponse<String> alice = send(to(closed, "/metrics")
                .header("Authorization", "Bearer " + TOKEN)
                .GET());

        // Then
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).doesNotContain(METRICS);
        assertThat(alice.statusCode()).isEqualTo(200);
        assertThat(alice.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain;")
                .contains("version=0.0.4");
        assertThat(alice.body()).isEqualTo(METRICS);
    }

    @Test
    void theManagementPortTellsMetricsAndHealthWithoutAToken() throws Exception {
        // When
        HttpResponse<String> metrics = send(management("/metrics").GET());
        HttpResponse<String> health =
                send(management("/actuator/health/readiness").GET());

        // Then
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).isEqualTo(METRICS);
        assertThat(Json.parse(health.body()).path("status").asText()).isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/sign-in",
                "/console.css",
                "/api/v1/queue",
                "/actuator",
                "/actuator/env",
                "/actuator/health/../env",
                "/metrics/",
                "/metrics/x",
                "//metrics/../api/v1/queue"
            })
    void theManagementPortKnowsNothingElseEvenWithAToken(String path) throws Exception {
        // When
        HttpResponse<String> answer =
                send(management(path).header("Authorization", "Bearer " + TOKEN).GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @Test
    void theManagementPortTakesNothing() throws Exception {
        assertThat(send(management("/metrics").POST(BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void bothPortsAnswerWhileMoreBodiesComeSlowlyThanThereAreThreads() throws Exception {
        // Given
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 220; i++) {
                Socket socket = new Socket("127.0.0.1", closed.address().getPort());
                slow.add(socket);
                socket.getOutputStream()
                        .write(("POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n"
                                        + "Content-Type: application/x-www-form-urlencoded\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }

            // Then
            assertThat(send(management("/metrics").GET()).statusCode()).isEqualTo(200);
            for (HttpRequest.Builder health : List.of(
                    management("/actuator/health/liveness"),
                    to(closed, "/actuator/health/readiness"),
                    to(closed, "/sign-in")))
                assertThat(send(health.timeout(Duration.ofSeconds(8)).GET()).statusCode())
                        .isEqualTo(200);
        } finally {
            for (Socket socket : slow) socket.close();
        }
    }

    @Test
    void aTakenManagementPortIsOneSentence() {
        // Given
        ServeSettings.Management taken =
                new ServeSettings.Management("127.0.0.1", open.address().getPort());
        ServeSettings.Http http = new ServeSettings.Http("127.0.0.1", 0, Optional.of(taken));
        Access nobody = new Access(Optional.empty(), Map.of());

        // Then
        assertThatThrownBy(() -> WebServer.start(http, nobody, estate.ports()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("The management port " + taken.port() + " on 127.0.0.1 is taken");
    }

    // ---- how it is asked

    private HttpRequest.Builder management(String path) {
        return HttpRequest.newBuilder(URI.create(closed.management().orElseThrow() + path))
                .timeout(Duration.ofSeconds(30));
    }

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
