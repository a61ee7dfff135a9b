package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.store.Exceptions;
import io.ratchet.wire.Json;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports, rules, exceptions, connections and settings: what people see there and what their word does. */
class BooksTest {
    private static final String REPORT = "c".repeat(64);

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

    // ---- connections and settings

    @Test
    void connectionsTellWhoSendsWhoAnswersAndWhatWentWrong() {
        // Given a delivery by the webhook, and nobody else
        String page = console.get("/connections").body();

        // Then
        assertThat(page).contains("3 files wait", "scanner", "never", "desk", "1 refused by");
    }

    @Test
    void settingsShowReferencesAndTheProfile() {
        // When
        String page = console.get("/settings").body();

        // Then
        assertThat(page)
                .contains("file:database", "organisation", "rule book", "by another than who brought the facts")
                .contains("a person has still to say whether they count; 0 entries on what is exposed")
                .doesNotContain(ServedConsole.HOOK_KEY);
    }

    @Test
    void pagesThatListenAreToldWhenTheLogHasGrown() throws Exception {
        // Given
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<InputStream> answer =
                client.send(console.alice("/live").GET().build(), BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        try (BufferedReader feed = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String before = data(feed);

            // When
            console.form("/stops", "scope=site%3ANowhere&reason=a+test");

            // Then
            String after = data(feed);
            while (after.equals(before)) after = data(feed);
            assertThat(Long.parseLong(after)).isGreaterThan(Long.parseLong(before));
        }
        console.form("/stops/lift", "scope=site%3ANowhere&reason=a+test");
    }

    /** What the next event says. */
    private static String data(BufferedReader feed) throws IOException {
        for (String line = feed.readLine(); line != null; line = feed.readLine())
            if (line.startsWith("data:"))
                return line.substring("data:".length()).strip();
        throw new EOFException("the feed has ended");
    }

    @Test
    void theReportOfTheNightIsAFileToBeHandedOn() {
        // Given
        String id = console.troubled();
        console.brake("role:handed-on");

        // When
        HttpResponse<String> file = console.get("/api/v1/night/report");

        // Then
        assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("ratchet-night.html");
        assertThat(file.body())
                .contains("role:handed-on", "HOST-UNREACHABLE", "&lt;script&gt;alert(")
                .doesNotContain("<script");
        assertThat(console.remediation(id)).isNotNull();
        console.form("/brakes/release", "scope=role%3Ahanded-on&reason=seen");
    }

    // ---- reports

    @Test
    void aReportShowsItsRejectedRecordsPageByPage() throws Exception {
        // Given
        String sha256 = "d".repeat(64);
        List<Rejected> many = IntStream.rangeClosed(1, 120)
                .mapToObj(n -> new Rejected("big.csv", "line " + n, "INTAKE-NO-HOST", "No host.", null))
                .toList();
        console.change(tx -> {
            tx.reports().begin(sha256, "big.csv", console.instant());
            tx.reports().reject(sha256, many);
        });

        // When
        String first = console.get("/reports/" + sha256).body();
        String address = first.replaceAll("(?s).*href=\"(/reports/[^\"]*after=[0-9]+)\".*", "$1");
        String second = console.get(address).body();
        HttpResponse<String> json = console.get("/api/v1/reports/" + sha256 + "?limit=50");

        // Then
        assertThat(first).contains(">line 1<", ">line 100<").doesNotContain(">line 101<");
        assertThat(second).contains(">line 101<", ">line 120<").doesNotContain("Next records");
        assertThat(Json.parse(json.body()).path("rejects")).hasSize(50);
        assertThat(json.headers().firstValue("Link").orElseThrow()).contains("/api/v1/reports/" + sha256, "after=");
        console.change(tx -> tx.reports().readable(sha256));
    }

    @Test
    void whatWasOfNoKnownFormatIsReadOnceMoreByItsButton() {
        // Given
        String sha256 = console.unread("Hostname,OS Version\nweb01.corp.example,6.1.7601\n");
        String page = console.get("/reports/" + sha256).body();
        assertThat(page).contains("Read it once more", "INTAKE-UNRECOGNISED");

        // When
        HttpResponse<String> again = console.form("/reports/" + sha256 + "/again", "");

        // Then
        assertThat(again.statusCode()).isEqualTo(302);
        assertThat(console.reports()).anyMatch(taken -> taken.startsWith("user:alice table.csv: Hostname"));
        assertThat(console.get("/reports/" + sha256).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"none, 404", "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee, 404"})
    void whatIsNotThereIsNotReadOnceMore(String sha256, int status) {
        assertThat(console.post("/api/v1/reports/" + sha256 + "/again", "application/json", "{}")
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void whatIsNotKeptOnThisMachineMustBeDeliveredAgain() {
        // When
        HttpResponse<String> again = console.post("/api/v1/reports/" + REPORT + "/again", "application/json", "{}");

        // Then
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("deliver it again");
        assertThat(console.get("/reports/" + REPORT).body()).doesNotContain("Read it once more");
    }

    @Test
    void reportsAreChosenByWhatBecameOfThem() throws Exception {
        for (String show : List.of("rejected", "unfinished"))
            assertThat(Json.parse(console.get("/api/v1/reports?show=" + show).body())
                            .path("reports")
                            .findValuesAsText("sha256"))
                    .as(show)
                    .contains(REPORT);
        assertThat(console.get("/reports?show=none").statusCode()).isEqualTo(400);
    }

    // ---- rules

    @Test
    void aRuleIsShownWithWhatItRestsOnItsTextAndItsCases() throws Exception {
        // When
        String page = console.get("/rules/R025").body();
        JsonNode json = Json.parse(console.get("/api/v1/rules/25").body());

        // Then
        assertThat(page)
                .contains("R025-winhttp-keeps-what-is-there", "out.remediate(", "Statement 24", "does not fire")
                .contains("A bare Windows 7 gets the whole chain");
        assertThat(json.path("cases").toString()).contains("\"fires\":true", "\"fires\":false");
        assertThat(console.get("/rules/R999").statusCode()).isEqualTo(404);
    }

    @Test
    void rulesAreSearched() {
        assertThat(console.get("/rules?q=winhttp&family=winhttp").body())
                .contains("R025-winhttp-keeps-what-is-there")
                .doesNotContain("R069-");
        assertThat(console.get("/rules?q=%3Cscript%3E").body())
                .contains("&lt;script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void otherRulesAreTriedByAFormAndOnlyTheirDifferenceIsShown() throws Exception {
        // Given a folder that adds a case alone
        String cases =
                "cases:\n  - case: A bare Windows 7 gets its chain\n    hosts: {a: {base: windows-7}}\n    fires: [R026]\n";

        // When
        HttpResponse<String> page = upload("site<b>.zip", zip("cases/site.yaml", cases));

        // Then
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).contains("site&lt;b&gt;.zip", "Nothing was kept.", "No decision is another.");
    }

    @Test
    void rulesThatAreNotInOrderAreRefusedInWords() throws Exception {
        // When
        HttpResponse<String> page = upload("site.zip", zip("cases/site.yaml", "cases:\n  - case: nothing\n"));

        // Then
        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.body()).contains("site.yaml").doesNotContain(folder.toString());
        assertThat(console.left())
                .noneMatch(left -> left.getFileName().toString().startsWith("rules-"));
    }

    @Test
    void aFormWithoutAFileIsRefused() {
        assertThat(console.form("/rules/what-if", "folder=none").statusCode()).isEqualTo(400);
        assertThat(upload("", new byte[0]).statusCode()).isEqualTo(400);
    }

    // ---- exceptions

    @Test
    void anExceptionIsAskedForByOneAndAllowedByAnother() throws Exception {
        // Given
        String asked = "{\"asset\":\"" + ServedConsole.OTHER
                + "\",\"goal\":\"ONLY\",\"owner\":\"uc\",\"reason\":\"old phones\",\"until\":\"2018-11-30\",\"compensatingControl\":\"a network of its own\"}";
        String id =
                id(console.send(console.as(Role.OPERATOR, "/api/v1/exceptions").POST(BodyPublishers.ofString(asked))));
        String why = "{\"reason\":\"until the phones are gone\"}";

        // When
        HttpResponse<String> approved = say(id, "approve", why);
        HttpResponse<String> renewed = say(id, "renew", "{\"reason\":\"not gone yet\",\"until\":\"2018-12-31\"}");
        String renewal = id(renewed);
        HttpResponse<String> byItself = say(renewal, "approve", why);
        HttpResponse<String> byAnother =
                console.send(console.as(Role.APPROVER, "/api/v1/exceptions/" + renewal + "/approve")
                        .POST(BodyPublishers.ofString(why)));

        // Then
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
        assertThat(byItself.statusCode()).isEqualTo(409);
        assertThat(Json.parse(byItself.body()).path("code").asText()).isEqualTo("APPROVER-NOT-APART");
        assertThat(byAnother.statusCode()).as(byAnother.body()).isEqualTo(200);
        assertThat(state(id)).isEqualTo(Exceptions.State.ENDED);
        assertThat(state(renewal)).isEqualTo(Exceptions.State.APPROVED);
        assertThat(console.form("/exceptions/" + renewal + "/end", "reason=the+phones+are+gone")
                        .statusCode())
                .isEqualTo(302);
        assertThat(state(renewal)).isEqualTo(Exceptions.State.ENDED);
        assertThat(console.log())
                .contains(
                        "exception.requested by user:operator",
                        "exception.approved by user:alice",
                        "exception.requested by user:alice",
                        "exception.approved by user:approver",
                        "exception.ended by user:alice");
    }

    @Test
    void aButtonRejectsWhatAnotherAskedFor() {
        // Given
        console.form(
                "/exceptions",
                "asset=web02.example/nic&goal=ONLY&owner=uc&reason=r&until=2018-10-31&compensatingControl=c");
        assertThat(console.get("/exceptions").body())
                .contains("/exceptions/e-1/reject", "href=\"/assets/web02.example/nic\"")
                .doesNotContain("/exceptions/e-1/renew");

        // When
        HttpResponse<String> rejected = console.form("/exceptions/e-1/reject", "reason=too+long");

        // Then
        assertThat(rejected.statusCode()).isEqualTo(302);
        assertThat(state("e-1")).isEqualTo(Exceptions.State.REJECTED);
        assertThat(say("e-1", "approve", "{\"reason\":\"after all\"}").statusCode())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "asset=none&goal=ONLY&owner=o&reason=r&until=2018-12-01&compensatingControl=c",
                "asset=web02.example/nic&goal=SOON&owner=o&reason=r&until=2018-12-01&compensatingControl=c",
                "asset=web02.example/nic&goal=ONLY&owner=+&reason=r&until=2018-12-01&compensatingControl=c",
                "asset=web02.example/nic&goal=ONLY&owner=o&reason=r&until=2018-09-01&compensatingControl=c",
                "asset=web02.example/nic&goal=ONLY&owner=o&reason=r&until=2028-09-01&compensatingControl=c",
                "asset=web02.example/nic&goal=ONLY&owner=o&reason=r&until=soon&compensatingControl=c",
                "asset=web02.example/nic&goal=ONLY&owner=o&reason=r&until=2018-12-01"
            })
    void whatIsMissingOrCannotBeIsRefusedInWords(String fields) {
        assertThat(console.form("/exceptions", fields).statusCode()).isIn(400, 404);
    }

    @Test
    void whoActsAtOneSiteExceptsNothingAtAnother() {
        assertThat(console.send(console.local("/api/v1/exceptions/e-1/reject")
                                .POST(BodyPublishers.ofString("{\"reason\":\"no\"}")))
                        .statusCode())
                .isEqualTo(403);
    }

    private static Exceptions.State state(String id) {
        return console.read(tx -> tx.exceptions().find(id)).orElseThrow().state();
    }

    private static HttpResponse<String> say(String id, String word, String body) {
        return console.post("/api/v1/exceptions/" + id + "/" + word, "application/json", body);
    }

    private static String id(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body()).at("/exceptions/0/id").asText();
    }

    private static byte[] zip(String name, String content) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static HttpResponse<String> upload(String name, byte[] content) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--edge\r\nContent-Disposition: form-data; name=\"folder\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/zip\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n--edge--\r\n".getBytes(StandardCharsets.UTF_8));
        return console.send(console.alice("/rules/what-if")
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }
}
