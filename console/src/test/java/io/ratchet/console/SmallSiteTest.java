package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four eyes where, beside the owner of the data folder, Alice is alone; the plan is of medium risk and she asked for
 * it.
 */
class SmallSiteTest {
    @TempDir
    Path folder;

    private ServedConsole console;
    private String hash = "";

    @BeforeEach
    void serve() {
        console = ServedConsole.small(folder);
        hash = console.proposeUpdate("r-kb", "user:alice");
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void letsTheOnlyPersonApproveSaysThatTheyWereNotApartAndBreaksNoGlassForThem() throws Exception {
        // When
        JsonNode needed = needed();
        String waiting = console.get("/remediations/r-kb").body();
        HttpResponse<String> broken =
                post("/api/v1/remediations/r-kb/break-glass", "{\"planHash\":\"" + hash + "\",\"reason\":\"x\"}");
        HttpResponse<String> approved = approve(ServedConsole.TOKEN);

        // Then
        assertThat(needed.path("people").asInt()).isEqualTo(1);
        assertThat(needed.path("notBy").isEmpty()).isTrue();
        assertThat(needed.path("alone").asBoolean()).isTrue();
        assertThat(needed.path("says").asText())
                .isEqualTo("1 person must approve it. It is not known who brought all of its facts. No other person was"
                        + " given the right to approve, so whoever brought its facts or asked for it may approve it too,"
                        + " and the audit log says that they were not apart.");
        assertThat(waiting)
                .contains("No other person was given the right to approve")
                .doesNotContain("Break the glass");
        assertThat(broken.statusCode()).isEqualTo(409);
        assertThat(Json.parse(broken.body()).path("code").asText()).isEqualTo("NOT-WAITING");
        assertThat(Json.parse(approved.body()).at("/approval/notApart").asText())
                .isEqualTo("user:alice asked for it, and no other person was given the right to approve.");
        assertThat(console.get("/remediations/r-kb").body()).contains("Not apart:", "user:alice asked for it");
    }

    @Test
    void asksForAnotherPersonAsSoonAsThereIsOneAndAsLong() throws Exception {
        // Given Bob, with a token and a password, and Dan, who may only look
        token("bob", "approver");
        token("dan", "viewer");
        post(
                "/api/v1/users",
                "{\"name\":\"bob\",\"roles\":[\"approver\"],\"sites\":[\"HQ\"],\"password\":\"correct horse battery\"}");

        // When
        HttpResponse<String> refused = approve(ServedConsole.TOKEN);
        HttpResponse<String> owner = approve("token of owner");
        JsonNode needed = needed();

        // Then
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(Json.parse(refused.body()).path("code").asText()).isEqualTo("APPROVER-NOT-APART");
        assertThat(Json.parse(refused.body()).path("detail").asText())
                .contains("user:alice asked for r-kb; somebody else must approve it.");
        assertThat(Json.parse(owner.body()).path("state").asText()).isEqualTo("Proposed");
        assertThat(needed.path("notBy").path(0).asText()).isEqualTo("user:alice");
        assertThat(needed.path("alone").asBoolean()).isFalse();
        assertThat(many("")).isEqualTo(2);
        assertThat(many("user:Alice")).isEqualTo(1);
        assertThat(many("user:local")).isEqualTo(2);

        // When Bob's token ends, and then his password is taken back
        console.pass(Duration.ofDays(10));
        assertThat(many("user:alice")).isEqualTo(1);
        post("/api/v1/users/revoke", "{\"name\":\"bob\",\"reason\":\"left\"}");

        // Then
        assertThat(many("user:alice")).isZero();
        assertThat(Json.parse(approve(ServedConsole.TOKEN).body()).path("state").asText())
                .isEqualTo("Approved");
    }

    @Test
    void givesNobodyTheNameOfAWebhook() throws Exception {
        // When
        HttpResponse<String> token = token("webhook-scanner", "ingest");

        // Then
        assertThat(token.statusCode()).isEqualTo(400);
        assertThat(Json.parse(token.body()).path("detail").asText()).contains("'webhook-'");
    }

    @Test
    void endsNobodyElsesSessionWhenSomebodySignsInAgainAndAgain() {
        // Given
        String alices = signIn(ServedConsole.TOKEN);

        // When
        String first = signIn("token of owner");
        console.pass(Duration.ofSeconds(1));
        for (int i = 0; i < Sessions.MOST; i++) signIn("token of owner");

        // Then
        assertThat(page(alices)).isEqualTo(200);
        assertThat(page(first)).isEqualTo(302);
    }

    private String signIn(String token) {
        HttpResponse<String> answer = console.send(console.to("/sign-in")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token.replace(" ", "+").replace("'", "%27"))));
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private int page(String cookie) {
        return console.send(console.to("/queue").header("Cookie", cookie).GET()).statusCode();
    }

    private int many(String besides) {
        return console.read(tx -> console.rights().many(tx, besides));
    }

    private JsonNode needed() throws Exception {
        for (JsonNode entry : Json.parse(console.get("/api/v1/queue").body()).path("entries"))
            if (entry.at("/remediation/id").asText().equals("r-kb")) return entry.path("needed");
        throw new AssertionError("r-kb does not wait");
    }

    private HttpResponse<String> token(String name, String role) {
        return post("/api/v1/tokens", "{\"name\":\"" + name + "\",\"roles\":[\"" + role + "\"],\"days\":9}");
    }

    private HttpResponse<String> approve(String token) {
        return console.send(console.to("/api/v1/remediations/r-kb/approve")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"planHash\":\"" + hash + "\"}")));
    }

    private HttpResponse<String> post(String path, String body) {
        return console.post(path, "application/json", body);
    }
}
