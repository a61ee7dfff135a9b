package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.wire.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of the REST interface under an {@code Idempotency-Key} is carried out once. */
class OnceByKeyTest {
    private static final String AGAIN = OnceByKey.AGAIN;

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

    @Test
    void theSameRequestUnderTheSameKeyIsAnsweredAlikeAndCarriedOutOnce() {
        // Given
        Remediation.Proposed waits = console.propose();
        String path = "/api/v1/remediations/" + waits.subject().id() + "/approve";
        String body = "{\"planHash\":\"" + waits.subject().plan().hash() + "\"}";
        int before = lines("remediation.approved");

        // When
        HttpResponse<String> first = send(path, body, "approve-1");
        HttpResponse<String> again = send(path, body, "approve-1");
        HttpResponse<String> keyless = send(path, body, "");

        // Then
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue(AGAIN)).isEmpty();
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Content-Type"))
                .isEqualTo(first.headers().firstValue("Content-Type"));
        assertThat(again.headers().firstValue(AGAIN)).contains("true");
        assertThat(keyless.statusCode()).isEqualTo(409);
        assertThat(lines("remediation.approved")).isEqualTo(before + 1);
    }

    @Test
    void everyKindOfChangeIsCarriedOutOnce() {
        // Given
        String rejected = "/api/v1/remediations/" + console.propose().subject().id() + "/reject";
        String retried = "/api/v1/remediations/" + console.troubled() + "/retry";
        String reason = "{\"reason\":\"because\"}";

        for (List<String> change : List.of(
                List.of(rejected, reason),
                List.of(retried, reason),
                List.of("/api/v1/stops", "{\"scope\":\"site:HQ\",\"reason\":\"because\"}"),
                List.of("/api/v1/stops/lift", "{\"scope\":\"site:HQ\",\"reason\":\"because\"}"),
                List.of("/api/v1/tickets/send", ""))) {
            String path = change.get(0);
            String key = "kind " + path;

            // When
            HttpResponse<String> first = send(path, change.get(1), key);
            int lines = console.log().size();
            HttpResponse<String> again = send(path, change.get(1), key);

            // Then
            assertThat(first.statusCode()).as(path + " " + first.body()).isEqualTo(200);
            assertThat(again.body()).as(path).isEqualTo(first.body());
            assertThat(again.headers().firstValue(AGAIN)).as(path).contains("true");
            assertThat(console.log()).as(path).hasSize(lines);
        }
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() throws JsonProcessingException {
        // Given
        String one = console.propose().subject().id();
        String other = console.propose().subject().id();
        String path = "/api/v1/remediations/" + one + "/reject";
        send(path, "{\"reason\":\"because\"}", "reject-1");

        // When
        HttpResponse<String> otherBody = send(path, "{\"reason\":\"on second thoughts\"}", "reject-1");
        HttpResponse<String> otherPath =
                send("/api/v1/remediations/" + other + "/reject", "{\"reason\":\"because\"}", "reject-1");
        HttpResponse<String> otherVersion = console.send(console.alice(path)
                .header("Content-Type", "application/json")
                .header(OnceByKey.HEADER, "reject-1")
                .header("If-Match", "\"1\"")
                .POST(BodyPublishers.ofString("{\"reason\":\"because\"}")));

        // Then
        for (HttpResponse<String> answer : List.of(otherBody, otherPath, otherVersion)) {
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(Json.parse(answer.body()).path("code").asText()).isEqualTo("KEY-REUSED");
            assertThat(answer.body()).contains("reject-1").contains("take a new key");
        }
        assertThat(console.remediation(other)).isInstanceOf(Remediation.Proposed.class);
    }

    @Test
    void whatIsAnsweredBeforeStandsAlthoughTheVersionIsAnotherNow() {
        // Given
        String id = console.propose().subject().id();
        String version = console.get("/api/v1/remediations/" + id)
                .headers()
                .firstValue("ETag")
                .orElseThrow();

        // When
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++)
            answers.add(console.send(console.alice("/api/v1/remediations/" + id + "/reject")
                    .header("Content-Type", "application/json")
                    .header(OnceByKey.HEADER, "versioned")
                    .header("If-Match", version)
                    .POST(BodyPublishers.ofString("{\"reason\":\"because\"}"))));

        // Then
        assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(200, 200);
        assertThat(answers.get(1).body()).isEqualTo(answers.get(0).body());
    }

    @Test
    void whatWasRefusedLeavesTheKeyFree() {
        // Given
        Remediation.Proposed waits = console.propose();
        String path = "/api/v1/remediations/" + waits.subject().id() + "/approve";

        // When
        HttpResponse<String> refused = send(path, "{\"planHash\":\"" + "0".repeat(64) + "\"}", "approve-2");
        HttpResponse<String> done =
                send(path, "{\"planHash\":\"" + waits.subject().plan().hash() + "\"}", "approve-2");

        // Then
        assertThat(refused.statusCode()).isBetween(400, 499);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    }

    @Test
    void aKeyIsItsSendersOwnAndNobodyHearsAnAnswerThatTheyMayNotAskFor() {
        // Given
        String scope = "{\"scope\":\"site:Lisbon\",\"reason\":\"because\"}";
        send("/api/v1/stops", scope, "stop-1");

        // When
        HttpResponse<String> operator = console.send(console.as(Role.OPERATOR, "/api/v1/stops")
                .header("Content-Type", "application/json")
                .header(OnceByKey.HEADER, "stop-1")
                .POST(BodyPublishers.ofString(scope)));
        HttpResponse<String> viewer = console.send(console.as(Role.VIEWER, "/api/v1/stops")
                .header("Content-Type", "application/json")
                .header(OnceByKey.HEADER, "stop-1")
                .POST(BodyPublishers.ofString(scope)));

        // Then
        assertThat(operator.statusCode()).as(operator.body()).isEqualTo(200);
        assertThat(operator.headers().firstValue(AGAIN)).isEmpty();
        assertThat(viewer.statusCode()).isEqualTo(403);
    }

    @Test
    void twoAtTheSameMomentAreOneChange() {
        // Given
        String path = "/api/v1/remediations/" + console.propose().subject().id() + "/reject";
        int before = lines("remediation.rejected");

        // When
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < 8; i++)
            sent.add(CompletableFuture.supplyAsync(() -> send(path, "{\"reason\":\"because\"}", "at once")));
        List<Integer> answers = sent.stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .toList();

        // Then those that come before the first is answered are told so
        assertThat(answers).contains(200).isSubsetOf(200, 409);
        assertThat(lines("remediation.rejected")).isEqualTo(before + 1);
    }

    @Test
    void whatBrokeOffKeepsItsKeyWithoutAnAnswerForADay() throws Exception {
        // Given a server that died between the change and its answer
        String path = "/api/v1/remediations/" + console.propose().subject().id() + "/reject";
        String body = "{\"reason\":\"because\"}";
        send(path, body, "broken off");
        console.change(tx -> {
            var kept = tx.keyed()
                    .begin("alice", "broken off", "", console.instant())
                    .orElseThrow();
            tx.keyed().forget("alice", "broken off");
            tx.keyed().begin("alice", "broken off", kept.fingerprint(), kept.begunAt());
        });

        // When
        HttpResponse<String> again = send(path, body, "broken off");

        // Then
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(Json.parse(again.body()).path("code").asText()).isEqualTo("KEY-UNANSWERED");

        // When
        console.pass(Duration.ofDays(1));
        HttpResponse<String> dayAfter = send(path, body, "broken off");

        // Then it is looked at as any other, and what it was meant for is done
        assertThat(dayAfter.statusCode()).isEqualTo(409);
        assertThat(Json.parse(dayAfter.body()).path("code").asText()).isEqualTo("NOT-WAITING");
    }

    @Test
    void ofSecretsNothingIsKept() {
        // When
        HttpResponse<String> token =
                send("/api/v1/tokens", "{\"name\":\"scanner\",\"roles\":[\"ingest\"],\"days\":1}", "token-1");
        HttpResponse<String> user = send(
                "/api/v1/users",
                "{\"name\":\"erin\",\"roles\":[\"viewer\"],\"password\":\"correct horse battery\"}",
                "user-1");

        // Then
        assertThat(List.of(token.statusCode(), user.statusCode())).containsExactly(400, 400);
        assertThat(token.body()).contains("send it without one");
    }

    @Test
    void aKeyHasItsLength() {
        // When
        HttpResponse<String> answer =
                send("/api/v1/stops", "{\"scope\":\"all\",\"reason\":\"because\"}", "x".repeat(OnceByKey.LONGEST + 1));

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("at most 200 characters");
        assertThat(console.stops()).noneMatch(stop -> stop.scope().equals("all"));
    }

    private static int lines(String type) {
        return (int)
                console.log().stream().filter(line -> line.startsWith(type)).count();
    }

    /** Without a key where it is empty. */
    private static HttpResponse<String> send(String path, String body, String key) {
        HttpRequest.Builder request = console.alice(path).header("Content-Type", "application/json");
        Optional.of(key).filter(one -> !one.isEmpty()).ifPresent(one -> request.header(OnceByKey.HEADER, one));
        return console.send(request.POST(BodyPublishers.ofString(body)));
    }
}
