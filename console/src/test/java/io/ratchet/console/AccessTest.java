package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.remediation.Remediation;
import io.ratchet.wire.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes in, and who does not. */
class AccessTest {
    @TempDir
    private static Path folder;

    @TempDir
    private static Path demoFolder;

    private static ServedConsole console;
    private static ServedConsole demo;

    @BeforeAll
    static void start() {
        console = ServedConsole.closed(folder);
        demo = ServedConsole.open(demoFolder);
    }

    @AfterAll
    static void stop() {
        console.close();
        demo.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/queue",
                "/api/v1/remediations",
                "/api/v1/remediations/r-1",
                "/api/v1/decisions",
                "/api/v1/assets",
                "/api/v1/assets/web02.example/nic",
                "/api/v1/rejected",
                "/api/v1/readiness",
                "/api/v1/waiting",
                "/api/v1/explain/web02.example/nic",
                "/api/v1/rounds",
                "/api/v1/rounds/1/replay",
                "/api/v1/audit/export",
                "/api/v1/audit/events",
                "/api/v1/no-such-thing"
            })
    void aProgramWithoutATokenIsToldSoAndNothingElse(String path) throws Exception {
        // When
        HttpResponse<String> answer = console.send(console.to(path).GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Json.parse(answer.body()).path("status").asInt()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/remediations/%s/approve, application/json",
        "/api/v1/remediations/%s/reject, application/json",
        "/remediations/%s/approve, application/x-www-form-urlencoded",
        "/remediations/%s/reject, application/x-www-form-urlencoded",
        "/api/v1/reports, application/octet-stream",
        "/api/v1/what-if, application/zip"
    })
    void nobodyChangesAnythingWithoutAToken(String path, String type) {
        // Given
        Remediation.Proposed proposed = console.propose();
        String id = proposed.subject().id();
        String hash = proposed.subject().plan().hash();
        String body = type.endsWith("json")
                ? "{\"planHash\":\"" + hash + "\",\"reason\":\"no\"}"
                : "planHash=" + hash + "&reason=no";

        // When
        HttpResponse<String> answer = console.send(
                console.to(path.formatted(id)).header("Content-Type", type).POST(BodyPublishers.ofString(body)));

        // Then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Proposed.class);
        assertThat(console.reports()).isEmpty();
        assertThat(console.left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/assets", "/waiting", "/remediations", "/rejected", "/no-such-page"})
    void aBrowserWithoutATokenIsSentToSignIn(String path) {
        // When
        HttpResponse<String> answer = console.send(console.to(path).GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/sign-in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer alice's token x", "Bearer ", "Bearer", "Basic YWxpY2U6eA==", "alice's token"})
    void aWrongTokenOpensNothing(String authorization) {
        assertThat(console.send(console.to("/api/v1/queue")
                                .header("Authorization", authorization)
                                .GET())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aTokenIsExchangedForACookieUntilSomebodySignsOut() {
        // Given
        HttpResponse<String> signedIn = console.send(console.to("/sign-in")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=alice%27s+token")));
        String set = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        String cookie = set.substring(0, set.indexOf(';'));
        assertThat(set).contains("HttpOnly").contains("SameSite=Strict").doesNotContain("token");
        assertThat(queue(cookie)).isEqualTo(200);

        // When
        console.send(console.to("/sign-out").header("Cookie", cookie).POST(BodyPublishers.noBody()));

        // Then
        assertThat(queue(cookie)).isEqualTo(302);
    }

    @Test
    void aCookieLastsTwelveHours() {
        // Given
        HttpResponse<String> signedIn = console.send(console.to("/sign-in")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=alice%27s+token")));
        String set = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        String cookie = set.substring(0, set.indexOf(';'));

        // When
        console.pass(Duration.ofHours(12).minusSeconds(1));
        int before = queue(cookie);
        console.pass(Duration.ofSeconds(1));
        int after = queue(cookie);

        // Then
        assertThat(before).isEqualTo(200);
        assertThat(after).isEqualTo(302);
    }

    @Test
    void aWrongTokenAtTheDoorGivesNoCookie() {
        // When
        HttpResponse<String> answer = console.send(console.to("/sign-in")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=wrong")));

        // Then
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.headers().firstValue("Location")).contains("/sign-in?failed=true");
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, null",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void anotherSitesPageChangesNothingEvenWithAToken(String header, String value) {
        // Given
        Remediation.Proposed proposed = console.propose();
        String id = proposed.subject().id();

        // When
        HttpResponse<String> answer = console.send(console.alice("/remediations/" + id + "/approve")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(header, value)
                .POST(BodyPublishers.ofString(
                        "planHash=" + proposed.subject().plan().hash())));

        // Then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Proposed.class);
    }

    @Test
    void theDoorItselfIsOpen() {
        assertThat(console.send(console.to("/sign-in").GET()).statusCode()).isEqualTo(200);
        assertThat(console.send(console.to("/console.css").GET()).statusCode()).isEqualTo(200);
    }

    @Test
    void whereTheDemoIsOpenWhoeverComesFromThisMachineHasAName() {
        // Given
        Remediation.Proposed proposed = demo.propose();
        String id = proposed.subject().id();

        // When
        HttpResponse<String> answer = demo.send(demo.to("/remediations/" + id + "/approve")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "planHash=" + proposed.subject().plan().hash())));

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(demo.log()).contains("remediation.approved by user:dora");
    }

    @Test
    void everyAnswerForbidsOthersScriptsFramesAndCopies() {
        for (String path : new String[] {"/", "/api/v1/queue", "/sign-in"}) {
            // When
            HttpResponse<String> answer = console.get(path);

            // Then
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .contains("script-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    private static int queue(String cookie) {
        return console.send(console.to("/").header("Cookie", cookie).GET()).statusCode();
    }
}
