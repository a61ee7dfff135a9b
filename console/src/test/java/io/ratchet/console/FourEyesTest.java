package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.wire.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is needed, as it is shown and told; the plan is of medium risk and Alice asked for it. */
class FourEyesTest {
    @TempDir
    Path folder;

    private ServedConsole console;
    private String hash = "";

    @BeforeEach
    void serve() {
        console = ServedConsole.closed(folder);
        hash = console.proposeUpdate("r-kb", "user:alice");
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void tellsProgramsWhoIsNeededAndRefusesTheOthersWithACode() throws Exception {
        // When
        JsonNode needed = needed();
        HttpResponse<String> refused = approve("Bearer " + ServedConsole.TOKEN);

        // Then
        assertThat(needed.path("people").asInt()).isEqualTo(2);
        assertThat(needed.path("missing").asInt()).isEqualTo(2);
        assertThat(needed.path("notBy").path(0).asText()).isEqualTo("user:alice");
        assertThat(needed.path("broughtKnown").asBoolean()).isFalse();
        assertThat(refused.statusCode()).isEqualTo(409);
        JsonNode problem = Json.parse(refused.body());
        assertThat(problem.path("code").asText()).isEqualTo("APPROVER-NOT-APART");
        assertThat(problem.path("detail").asText())
                .contains("user:alice asked for r-kb; somebody else must approve it.");
    }

    @Test
    void waitsForTheSecondPersonAndNamesTheFirst() throws Exception {
        // When
        HttpResponse<String> first = approve("Bearer token of approver");
        JsonNode needed = needed();
        HttpResponse<String> second = approve("Bearer token of admin");

        // Then
        assertThat(Json.parse(first.body()).path("state").asText()).isEqualTo("Proposed");
        assertThat(needed.path("missing").asInt()).isEqualTo(1);
        assertThat(needed.path("said").path(0).asText()).isEqualTo("user:approver");
        assertThat(Json.parse(second.body()).path("state").asText()).isEqualTo("Approved");
        assertThat(console.remediation("r-kb").state()).isEqualTo(State.APPROVED);
    }

    @Test
    void showsPeopleWhoIsNeededAndThatTheGlassWasBroken() throws Exception {
        // Given
        String waiting = console.get("/remediations/r-kb").body();

        // When
        HttpResponse<String> broken =
                console.form("/remediations/r-kb/break-glass", "planHash=" + hash + "&reason=%3Cb%3Ethe+site+is+down");

        // Then
        assertThat(waiting).contains("2 different people must approve it", "user:alice", "Break the glass");
        assertThat(broken.statusCode()).as(broken.body()).isEqualTo(302);
        assertThat(console.remediation("r-kb").state()).isEqualTo(State.APPROVED);
        assertThat(console.get("/remediations/r-kb").body())
                .contains("The glass was broken", "&lt;b&gt;the site is down");
        assertThat(console.get("/path").body()).contains("glass", "r-kb", "&lt;b&gt;the site is down");
        assertThat(console.log()).contains("glass.broken by user:alice", "remediation.approved by user:alice");
    }

    @Test
    void breaksNoGlassWithoutAReasonOrForAnotherPlan() throws Exception {
        // When
        HttpResponse<String> silent = post("break-glass", "{\"planHash\":\"" + hash + "\"}");
        HttpResponse<String> other = post("break-glass", "{\"planHash\":\"" + "0".repeat(64) + "\",\"reason\":\"x\"}");

        // Then
        assertThat(silent.statusCode()).isEqualTo(400);
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(console.remediation("r-kb").state()).isEqualTo(State.PROPOSED);
    }

    @Test
    void forgetsTheRightOfWhoeverLosesIt() {
        // Given
        ApproverRights rights = new ApproverRights(
                new Access(
                        Optional.empty(), Map.of("h", new Person("bob", Set.of(Role.APPROVER), Set.of("HQ"), false))),
                console);

        // When, Then
        assertThat(console.<Boolean>read(tx -> rights.mayApprove(tx, "user:Bob", "hq")))
                .isTrue();
        assertThat(console.<Boolean>read(tx -> rights.mayApprove(tx, "user:bob", "Bonn")))
                .isFalse();
        assertThat(console.<Boolean>read(tx -> rights.mayApprove(tx, "user:bob", null)))
                .isFalse();
        assertThat(console.<Boolean>read(tx -> rights.mayApprove(tx, "user:carol", "HQ")))
                .isFalse();

        // When Carol has a token, and no longer
        console.post("/api/v1/tokens", "application/json", "{\"name\":\"carol\",\"roles\":[\"approver\"],\"days\":9}");
        assertThat(console.<Boolean>read(tx -> rights.mayApprove(tx, "user:carol", "HQ")))
                .isTrue();
        console.post("/api/v1/tokens/revoke", "application/json", "{\"name\":\"carol\",\"reason\":\"left\"}");
        assertThat(console.<Boolean>read(tx -> rights.mayApprove(tx, "user:carol", "HQ")))
                .isFalse();
    }

    private JsonNode needed() throws Exception {
        for (JsonNode entry : Json.parse(console.get("/api/v1/queue").body()).path("entries"))
            if (entry.at("/remediation/id").asText().equals("r-kb")) return entry.path("needed");
        throw new AssertionError("r-kb does not wait");
    }

    private HttpResponse<String> approve(String authorization) {
        return console.send(console.to("/api/v1/remediations/r-kb/approve")
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"planHash\":\"" + hash + "\"}")));
    }

    private HttpResponse<String> post(String what, String body) {
        return console.post("/api/v1/remediations/r-kb/" + what, "application/json", body);
    }
}
