package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs are answered, held to the published schemas. */
class ApiTest {
    @TempDir
    private static Path folder;

    private static ServedConsole console;

    @BeforeAll
    static void start() throws IOException {
        console = ServedConsole.closed(folder);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/decisions,                           decision-1,    5",
        "/api/v1/rejected,                            reject-1,      1",
        "/api/v1/waiting,                             waiting-1,     1",
        "/api/v1/path,                                path-1,        1",
        "/api/v1/controls,                            controls-1,    1",
        "/api/v1/path?asset=%3Cscript%3Ealert(%27host%27)%3C/script%3E, path-1, 1",
        "/api/v1/explain/web02.example/nic,           explanation-1, 1",
        "/api/v1/explain/web02.example/nic?rule=R025, explanation-1, 1",
        "/api/v1/night,                               night-1,       1",
        "/api/v1/night?at=2018-09-20T02:00:00Z,       night-1,       1",
        "/api/v1/tickets,                             tickets-1,     1",
        "/api/v1/brakes,                              brakes-1,      1",
        "/api/v1/stops,                               stops-1,       1",
        "/api/v1/queue/cohorts,                       cohorts-1,     1",
        "/api/v1/connections,                         connections-1, 1",
        "/api/v1/settings,                            settings-1,    1",
        "/api/v1/reports,                             reports-1,     1",
        "/api/v1/reports/cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc, report-1, 1",
        "/api/v1/rules,                               rules-1,       1",
        "/api/v1/rules/R025,                          rule-1,        1",
        "/api/v1/exceptions,                          exceptions-1,  1",
        "/api/v1/rounds,                              rounds-1,      1",
        "/api/v1/rounds/1/replay,                     replay-1,      1"
    })
    void whatHasAPublishedSchemaFitsIt(String path, String schema, int lines) throws Exception {
        // When
        HttpResponse<String> answer = console.get(path);

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> documents = answer.body().lines().toList();
        assertThat(documents).hasSize(lines);
        for (String document : documents) fits(schema, Json.parse(document));
    }

    @Test
    void theTokensFitTheirSchema() throws Exception {
        // Given
        console.post(
                "/api/v1/tokens",
                "application/json",
                "{\"name\":\"scanner\",\"roles\":[\"ingest\"],\"sites\":[\"HQ\"],\"days\":30}");

        // When
        JsonNode revoked = json(console.post(
                "/api/v1/tokens/revoke", "application/json", "{\"name\":\"scanner\",\"reason\":\"seen\"}"));

        // Then
        fits("tokens-1", json(console.get("/api/v1/tokens")));
        fits("tokens-1", revoked);
        assertThat(revoked.at("/tokens/0/stands").asBoolean(true)).isFalse();
    }

    @Test
    void theNightTellsPlanRestAndWhatIsTheMatter() throws Exception {
        // Given
        Remediation.Proposed proposed = console.propose();
        String id = proposed.subject().id();
        console.post(
                "/api/v1/remediations/" + id + "/approve",
                "application/json",
                "{\"planHash\":\"" + proposed.subject().plan().hash() + "\"}");
        String troubled = console.troubled();
        console.brake("role:night");

        // When
        JsonNode night = json(console.get("/api/v1/night"));
        JsonNode released = json(console.post(
                "/api/v1/brakes/release", "application/json", "{\"scope\":\"role:night\",\"reason\":\"seen\"}"));

        // Then
        fits("night-1", night);
        fits("brakes-1", released);
        assertThat(night.path("plan").toString() + night.path("left")).contains("\"" + id + "\"");
        assertThat(night.path("underWay").toString()).contains(troubled, "HOST-UNREACHABLE");
        assertThat(night.path("brakes").toString()).contains("role:night");
        assertThat(released.path("brakes").toString()).doesNotContain("role:night");
        assertThat(console.get("/api/v1/night?at=tonight").statusCode()).isEqualTo(400);
        assertThat(console.post(
                                "/api/v1/brakes/release",
                                "application/json",
                                "{\"scope\":\"role:night\",\"reason\":\"again\"}")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void theQueueHoldsEachPlanWithTheDecisionsThatLedToIt() throws Exception {
        // Given
        Remediation.Proposed proposed = console.propose();

        // When
        JsonNode answer = json(console.get("/api/v1/queue"));

        // Then
        assertThat(answer.path("schema").asText()).isEqualTo("ratchet.queue/1");
        JsonNode entry = entry(answer, proposed.subject().id());
        assertThat(entry.at("/remediation/schema").asText()).isEqualTo("ratchet.remediation/1");
        assertThat(entry.path("decisions")).hasSize(1);
        fits("decision-1", entry.path("decisions").get(0));
    }

    @Test
    void anAssetComesWithItsDecisionsAndRemediationsWhateverItsId() throws Exception {
        // When
        JsonNode other = json(console.get("/api/v1/assets/web02.example/nic"));
        JsonNode hostile = json(console.get("/api/v1/assets/%3Cscript%3Ealert('host')%3C/script%3E"));

        // Then
        assertThat(other.path("schema").asText()).isEqualTo("ratchet.asset/1");
        assertThat(other.path("decisions")).isEmpty();
        assertThat(hostile.path("decisions")).hasSize(5);
        assertThat(hostile.path("remediations")).isNotEmpty();
    }

    @Test
    void readinessCountsSystemsByGoalAndSite() throws Exception {
        // When
        JsonNode answer = json(console.get("/api/v1/readiness"));

        // Then
        assertThat(answer.at("/goals/READY/CAPABLE_OFF").asLong()).isEqualTo(5);
        assertThat(answer.path("sites")
                        .path(ServedConsole.HOSTILE)
                        .at("/READY/CAPABLE_OFF")
                        .asLong())
                .isEqualTo(5);
    }

    @Test
    void approvesThePlanThatIsNamed() throws Exception {
        // Given
        Remediation.Proposed proposed = console.propose();
        String id = proposed.subject().id();

        // When
        JsonNode answer = json(console.post(
                "/api/v1/remediations/" + id + "/approve",
                "application/json",
                "{\"planHash\":\"" + proposed.subject().plan().hash() + "\"}"));

        // Then
        assertThat(answer.path("state").asText()).isEqualTo("Approved");
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Approved.class);
        assertThat(json(console.get("/api/v1/remediations?state=Approved")).toString())
                .contains("\"" + id + "\"");
    }

    @Test
    void stopsAndLiftsWithAReason() throws Exception {
        // When
        HttpResponse<String> stopped = console.post(
                "/api/v1/stops", "application/json", "{\"scope\":\"site:HQ\",\"reason\":\"phones are down\"}");
        HttpResponse<String> lifted = console.post(
                "/api/v1/stops/lift", "application/json", "{\"scope\":\"site:HQ\",\"reason\":\"phones are up\"}");
        HttpResponse<String> nothing =
                console.post("/api/v1/stops/lift", "application/json", "{\"scope\":\"site:HQ\",\"reason\":\"again\"}");
        HttpResponse<String> unknown =
                console.post("/api/v1/stops", "application/json", "{\"scope\":\"host:web01\",\"reason\":\"x\"}");

        // Then
        assertThat(stopped.body()).contains("\"scope\":\"site:HQ\",\"by\":\"user:alice\"");
        assertThat(lifted.body()).contains("\"stops\":[]");
        assertThat(nothing.statusCode()).isEqualTo(409);
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(console.log()).contains("stop.ordered by user:alice").contains("stop.lifted by user:alice");
    }

    @Test
    void rejectsWithAReason() throws Exception {
        // Given
        String id = console.propose().subject().id();

        // When
        JsonNode answer = json(console.post(
                "/api/v1/remediations/" + id + "/reject", "application/json", "{\"reason\":\"not tonight\"}"));

        // Then
        assertThat(answer.path("state").asText()).isEqualTo("Rejected");
        assertThat(console.log()).contains("remediation.rejected by user:alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"planHash\":1}", "{\"planHash\":\" \"}", "not JSON"})
    void anApprovalThatNamesNoPlanIsRefused(String body) throws Exception {
        // Given
        String id = console.propose().subject().id();

        // When
        HttpResponse<String> answer = console.post("/api/v1/remediations/" + id + "/approve", "application/json", body);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        problem(answer, "BAD-REQUEST");
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Proposed.class);
    }

    @Test
    void anApprovalWithoutABodyIsRefused() {
        // Given
        String id = console.propose().subject().id();

        // When
        HttpResponse<String> answer = console.post("/api/v1/remediations/" + id + "/approve", "application/json", "");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Proposed.class);
    }

    @Test
    void aWordOnWhatWasDecidedAlreadyIsAConflict() throws Exception {
        // Given
        Remediation.Proposed proposed = console.propose();
        String path = "/api/v1/remediations/" + proposed.subject().id();
        console.post(path + "/reject", "application/json", "{\"reason\":\"no\"}");

        // When
        HttpResponse<String> answer = console.post(
                path + "/approve",
                "application/json",
                "{\"planHash\":\"" + proposed.subject().plan().hash() + "\"}");

        // Then
        problem(answer, "NOT-WAITING");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/remediations/none",
                "/api/v1/assets/none",
                "/api/v1/explain/none",
                "/api/v1/rounds/9/replay"
            })
    void anUnknownIdIsNotFound(String path) throws Exception {
        // When
        HttpResponse<String> answer = console.get(path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        problem(answer, "ID-UNKNOWN");
    }

    @Test
    void whatIsNotThereIsSaidInOurWordsAndWithACode() throws Exception {
        // When
        HttpResponse<String> nothing = console.get("/api/v1/nosuch");
        HttpResponse<String> method = console.post("/api/v1/queue", "application/json", "{}");
        HttpResponse<String> form = console.post("/api/v1/reports", "text/xml", "<x/>");
        HttpResponse<String> files = console.post("/api/v1/reports", "multipart/form-data", "x");

        // Then
        assertThat(nothing.statusCode()).isEqualTo(404);
        problem(nothing, "ID-UNKNOWN");
        assertThat(nothing.body()).contains("There is nothing at '/api/v1/nosuch'; check the address.");
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("Allow")).contains("GET");
        problem(method, "BAD-REQUEST");
        assertThat(method.body()).contains("POST is not possible at '/api/v1/queue', only GET.");
        assertThat(form.statusCode()).isEqualTo(415);
        problem(form, "BAD-REQUEST");
        assertThat(form.body()).contains("is not taken at '/api/v1/reports', only application/octet-stream.");
        assertThat(files.statusCode()).isEqualTo(400);
        problem(files, "BAD-REQUEST");
        assertThat(files.body()).contains("The body is no form with files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/assets?=null", "/api/v1/queue?limit=1&=x", "/api/v1/audit/export?=&="})
    void aParameterWithoutANameIsABadRequest(String path) throws Exception {
        // When
        HttpResponse<String> answer = console.get(path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        problem(answer, "BAD-REQUEST");
        assertThat(answer.body()).contains("query");
    }

    @Test
    void whatIsPossibleIsToldWhateverIsSentAlong() {
        // When
        HttpResponse<String> bare =
                console.send(console.alice("/api/v1/stops").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        HttpResponse<String> body = console.send(console.alice("/api/v1/stops")
                .header("Content-Type", "application/json")
                .method("OPTIONS", HttpRequest.BodyPublishers.ofString("{\"scope\":\"global\",\"reason\":\"x\"}")));

        // Then
        assertThat(bare.statusCode()).isEqualTo(200);
        assertThat(body.statusCode()).isEqualTo(200);
        assertThat(body.headers().firstValue("Allow").orElse("")).contains("GET", "POST");
        assertThat(body.headers().map().get("Allow"))
                .isEqualTo(bare.headers().map().get("Allow"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"hosts\":[{}]}", "{\"hosts\":[1]}", "{\"hosts\":[\" \"]}", "{\"hosts\":\"web01\"}", "[]"})
    void aCollectThatNamesItsHostsInAnotherWayIsRefused(String body) throws Exception {
        // When
        HttpResponse<String> answer = console.post("/api/v1/collects", "application/json", body);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        problem(answer, "BAD-REQUEST");
    }

    @Test
    void aPersonIsShownAPageWhereThereIsNone() {
        // When
        HttpResponse<String> answer = console.get("/nosuch");

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(answer.body()).contains("There is nothing at &#39;/nosuch&#39;; check the address.");
    }

    @Test
    void anExportOfATimeThatEndsBeforeItBeginsIsRefused() throws Exception {
        // When
        HttpResponse<String> answer =
                console.get("/api/v1/audit/export?since=2018-09-21T00:00:00Z&until=2018-09-20T00:00:00Z");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        problem(answer, "BAD-REQUEST");
        assertThat(answer.body()).contains("'since' must be before 'until'");
    }

    @Test
    void aReportIsHandedOverWholeAndNotKept() throws Exception {
        // When
        HttpResponse<String> answer =
                console.post("/api/v1/reports?file=scan.nessus", "application/octet-stream", "a report");

        // Then
        JsonNode receipt = json(answer);
        assertThat(receipt.path("schema").asText()).isEqualTo("ratchet.receipt/1");
        assertThat(receipt.path("duplicate").asBoolean()).isFalse();
        fits("coverage-1", receipt.path("coverages").get(0));
        assertThat(console.reports()).containsExactly("user:alice scan.nessus: a report");
        assertThat(console.left()).isEmpty();
    }

    @Test
    void aReceiptSaysHowManyFactsAreBelievedLessSinceTheirHostIsElsewhere() throws Exception {
        // Given
        console.elsewhere("user:alice", 3);

        // When
        HttpResponse<String> answer =
                console.post("/api/v1/reports?file=scan.nessus", "application/octet-stream", "a report");

        // Then
        fits("receipt-1", json(answer));
        assertThat(json(answer).path("elsewhere").asLong()).isEqualTo(3);
    }

    @Test
    void aReportThatIsRefusedIsNotKeptEither() throws Exception {
        // When
        HttpResponse<String> answer = console.post("/api/v1/reports", "application/octet-stream", "nonsense");

        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        problem(answer, "INTAKE-UNRECOGNISED");
        assertThat(console.left()).isEmpty();
    }

    @Test
    void handsOutTheAuditExportAndKeepsNoCopy() {
        // When
        HttpResponse<String> answer = console.get("/api/v1/audit/export");

        // Then
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/zip");
        assertThat(answer.body()).isEqualTo("the export");
        await().untilAsserted(() -> assertThat(console.left()).isEmpty());
    }

    @Test
    void handsOutTheAuditExportWithoutWhatIsToBeHidden() throws Exception {
        // When
        HttpResponse<String> answer = console.get("/api/v1/audit/export?redact=users,hosts");
        HttpResponse<String> ofAForm = console.get("/api/v1/audit/export?since=&redact=hosts&redact=users");
        HttpResponse<String> strange = console.get("/api/v1/audit/export?redact=names");

        // Then
        assertThat(answer.body()).isEqualTo("the export without hosts,users");
        assertThat(ofAForm.body()).isEqualTo(answer.body());
        assertThat(strange.statusCode()).isEqualTo(400);
        problem(strange, "BAD-REQUEST");
        assertThat(strange.body()).contains("'names' cannot be redacted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "-PT1H", "P9999D"})
    void aStrangeDurationIsRefused(String since) throws Exception {
        // When
        HttpResponse<String> answer = console.post("/api/v1/what-if?since=" + since, "application/zip", "x");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        problem(answer, "BAD-REQUEST");
    }

    @Test
    void rulesThatAreNoZipFileAreRefusedAndNotKept() throws Exception {
        // When
        HttpResponse<String> answer = console.post("/api/v1/what-if", "application/zip", "no zip file");

        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        problem(answer, "CONFIG-INVALID");
        assertThat(console.left()).isEmpty();
    }

    private static JsonNode entry(JsonNode queue, String id) {
        for (JsonNode entry : queue.path("entries"))
            if (entry.at("/remediation/id").asText().equals(id)) return entry;
        throw new AssertionError("there is no " + id + " in " + queue);
    }

    @Test
    void whatBecameOfAWordOnManyPlansFitsItsSchema() throws Exception {
        // Given
        Remediation.Proposed proposed = console.propose();
        String body = "{\"plans\":[{\"id\":\"" + proposed.subject().id() + "\",\"planHash\":\""
                + proposed.subject().plan().hash() + "\"},{\"id\":\"r-none\",\"planHash\":\"0\"}],\"reason\":\"no\"}";

        // When
        JsonNode outcome = json(console.post("/api/v1/queue/reject", "application/json", body));
        String undo = "{\"outcome\":\"" + outcome.path("id").asText() + "\"}";
        JsonNode undone = json(console.post("/api/v1/queue/undo", "application/json", undo));
        HttpResponse<String> twice = console.post("/api/v1/queue/undo", "application/json", undo);

        // Then
        fits("outcome-1", outcome);
        fits("outcome-1", undone);
        assertThat(outcome.path("done")).hasSize(1);
        assertThat(outcome.at("/left/0/because").asText()).isEqualTo("There is no such remediation.");
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(console.log()).contains("remediation.rejected by user:alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "x", "{\"plans\":[{\"id\":\"r-1\"}]}", "{\"cohorts\":[{\"cohort\":7}]}"})
    void aWordThatNamesNoPlansIsAProblem(String body) {
        // When
        HttpResponse<String> answer = console.post("/api/v1/queue/approve", "application/json", body);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void listsAreReadPageByPageByTheLinkToTheNext() throws Exception {
        // Given
        for (int i = 0; i < 5; i++) console.propose();
        Map<String, String> lists =
                Map.of("/api/v1/remediations?limit=2", "remediations", "/api/v1/queue?limit=2", "entries");

        for (Map.Entry<String, String> list : lists.entrySet()) {
            // When
            int all = json(console.get(list.getKey().substring(0, list.getKey().indexOf('?'))))
                    .path(list.getValue())
                    .size();
            List<String> seen = new ArrayList<>();
            Optional<String> next = Optional.of(list.getKey());
            while (next.isPresent()) {
                HttpResponse<String> page = console.get(next.get());
                for (JsonNode one : json(page).path(list.getValue()))
                    seen.add(one.path("remediation")
                            .path("id")
                            .asText(one.path("id").asText()));
                next = page.headers().firstValue("Link").map(link -> link.substring(1, link.indexOf('>')));
            }

            // Then
            assertThat(seen)
                    .as(list.getKey())
                    .doesNotHaveDuplicates()
                    .hasSize(all)
                    .hasSizeGreaterThan(5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/queue?limit=0",
                "/api/v1/queue?limit=x",
                "/api/v1/queue?limit=9&after=x",
                "/api/v1/remediations?limit=9999",
                "/api/v1/remediations?limit=5&after=x",
                "/api/v1/assets?limit=-1"
            })
    void aPageThatCannotBeIsAProblem(String path) {
        // When
        HttpResponse<String> answer = console.get(path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void aChangeOfWhatHasChangedSinceIsRefused() {
        // Given
        Remediation.Proposed proposed = console.propose();
        String path = "/api/v1/remediations/" + proposed.subject().id();
        String seen = console.get(path).headers().firstValue("ETag").orElseThrow();
        String body = "{\"planHash\":\"" + proposed.subject().plan().hash() + "\",\"reason\":\"month's end\"}";

        // When
        HttpResponse<String> stale = change(path + "/approve", "\"99\"", body);
        HttpResponse<String> first = change(path + "/approve", seen, body);
        HttpResponse<String> second = change(path + "/defer", seen, body);

        // Then
        assertThat(stale.statusCode()).isEqualTo(412);
        assertThat(stale.body()).contains("Read it again.");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(second.statusCode()).isEqualTo(412);
    }

    private static HttpResponse<String> change(String path, String ifMatch, String body) {
        return console.send(console.alice(path)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    private static void problem(HttpResponse<String> answer, String code) throws JsonProcessingException {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = Json.parse(answer.body());
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("type").asText()).isEqualTo("urn:ratchet:failure:" + code);
        assertThat(problem.path("detail").asText()).isNotBlank();
    }

    private static void fits(String schema, JsonNode document) {
        WrittenInterface.fits(schema, document.toString());
    }
}
