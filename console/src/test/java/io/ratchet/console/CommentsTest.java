package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.wire.Json;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people say of plans: it is kept and shown, and changes nothing. */
class CommentsTest {
    private static final String SAID = "{\"text\":\" Ask <the vendor> first. \"}";
    private static final String SHOWN = "Ask &lt;the vendor&gt; first.";

    @TempDir
    private Path folder;

    private ServedConsole console;

    @BeforeEach
    void start() {
        console = ServedConsole.closed(folder);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void aCommentIsInTheLogAndOnEveryPageOfItsPlanAndChangesNothing() throws Exception {
        // Given
        Remediation.Proposed plan = console.propose();
        String address = "/api/v1/remediations/" + plan.subject().id();
        String version = version(address);

        // When an operator says something
        HttpResponse<String> answer =
                console.send(console.as(Role.OPERATOR, address + "/comment").POST(BodyPublishers.ofString(SAID)));

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode said = Json.parse(answer.body()).path("comments");
        assertThat(said).hasSize(1);
        assertThat(said.at("/0/text").asText()).isEqualTo("Ask <the vendor> first.");
        assertThat(said.at("/0/by").asText()).isEqualTo("user:operator");
        assertThat(console.remediation(plan.subject().id())).isEqualTo(plan);
        assertThat(version(address)).isEqualTo(version);
        assertThat(console.log()).contains("remediation.commented by user:operator");
        String asset = "/assets/"
                + URLEncoder.encode(plan.subject().asset().value(), StandardCharsets.UTF_8)
                        .replace("%2F", "/");
        for (String page : List.of(
                "/remediations/" + plan.subject().id(),
                "/queue/" + plan.subject().plan().cohort(),
                asset))
            assertThat(console.get(page).body()).as(page).contains(SHOWN).doesNotContain("<the vendor>");
        assertThat(console.get("/queue/" + plan.subject().plan().cohort()).body())
                .contains("1 comment on 1 host, the last:");
    }

    @Test
    void aCommentIsSaidOfWhateverBecameOfAPlan() {
        // Given one that was refused
        String id = console.propose().subject().id();
        console.post("/api/v1/remediations/" + id + "/reject", "application/json", "{\"reason\":\"not now\"}");

        // When
        HttpResponse<String> answer = console.form("/remediations/" + id + "/comment", "text=He+has+answered.");

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Rejected.class);
        assertThat(console.get("/remediations/" + id).body()).contains("He has answered.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\\nlines", "\\u001b[31mred", "\\u202egnirts"})
    void whatWouldNotBeShownAsItselfIsRefusedInOneSentence(String text) throws Exception {
        // Given
        String id = console.propose().subject().id();

        // When
        HttpResponse<String> answer = console.post(
                "/api/v1/remediations/" + id + "/comment", "application/json", "{\"text\":\"" + text + "\"}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.parse(answer.body()).path("detail").asText())
                .isEqualTo("A comment is one line of plain text; it has a line break, a tab or another control"
                        + " character.");
        assertThat(console.log()).noneMatch(line -> line.startsWith("remediation.commented"));
    }

    @Test
    void aCommentIsSaidOnceUnderItsKeyAndOnlyOfWhatWasSeen() {
        // Given
        String path = "/api/v1/remediations/" + console.propose().subject().id() + "/comment";

        // When
        for (int turn = 0; turn < 2; turn++)
            assertThat(console.send(console.alice(path)
                                    .header(OnceByKey.HEADER, "comment-1")
                                    .header("If-Match", "\"1\"")
                                    .POST(BodyPublishers.ofString(SAID)))
                            .statusCode())
                    .isEqualTo(200);
        HttpResponse<String> other =
                console.send(console.alice(path).header("If-Match", "\"7\"").POST(BodyPublishers.ofString(SAID)));

        // Then
        assertThat(other.statusCode()).isEqualTo(412);
        assertThat(console.log()).containsOnlyOnce("remediation.commented by user:alice");
    }

    @Test
    void aSelectionIsCommentedAtOnceAndThatIsNotTakenBack() throws Exception {
        // Given one of a site of theirs, one of another, and one whose plan is another by now
        Remediation.Proposed own = console.proposeAt("hq");
        Remediation.Proposed elsewhere = console.propose();
        Remediation.Proposed changed = console.proposeAt("hq");
        String body = "{\"plans\":[" + named(own, "") + "," + named(elsewhere, "") + "," + named(changed, "0")
                + "],\"text\":\"Ask the vendor.\"}";

        // When
        JsonNode outcome =
                Json.parse(console.send(console.local("/api/v1/queue/comment").POST(BodyPublishers.ofString(body)))
                        .body());
        HttpResponse<String> undone = console.post(
                "/api/v1/queue/undo",
                "application/json",
                "{\"outcome\":\"" + outcome.path("id").asText() + "\"}");

        // Then
        assertThat(outcome.path("word").asText()).isEqualTo("comment");
        assertThat(outcome.path("done")).hasSize(1);
        assertThat(outcome.at("/done/0").asText()).isEqualTo(own.subject().id());
        assertThat(outcome.path("left").findValuesAsText("because"))
                .containsExactlyInAnyOrder("You may not act at its site.", "Its plan is not the one you looked at.");
        assertThat(undone.statusCode()).isEqualTo(409);
        assertThat(undone.body()).contains("A comment stands as it was said; say another one that corrects it.");
    }

    @Test
    void aSelectionOnThePageIsCommentedWithoutAnyScript() {
        // Given
        Remediation.Proposed plan = console.propose();
        String page = "/queue/" + plan.subject().plan().cohort();
        String box = plan.subject().id() + ":" + plan.subject().plan().hash();

        // When
        HttpResponse<String> said = console.form(
                "/queue/say/comment",
                "plan=" + URLEncoder.encode(box, StandardCharsets.UTF_8) + "&reason=Ask+the+vendor.&back=" + page);
        String after =
                console.get(said.headers().firstValue("Location").orElseThrow()).body();

        // Then
        assertThat(console.get(page).body()).contains("formaction=\"/queue/say/comment\"");
        assertThat(after).contains("Said of 1 plan.", "Ask the vendor.").doesNotContain("id=\"undo\"");
        assertThat(console.form("/queue/say/comment", "plan=" + URLEncoder.encode(box, StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(400);
    }

    private static String named(Remediation.Proposed plan, String otherwise) {
        String hash = plan.subject().plan().hash();
        return "{\"id\":\"" + plan.subject().id() + "\",\"planHash\":\""
                + (otherwise.isEmpty() ? hash : otherwise.repeat(hash.length())) + "\"}";
    }

    private String version(String address) {
        return console.get(address).headers().firstValue("ETag").orElseThrow();
    }
}
