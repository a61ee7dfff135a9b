package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.store.AuditLog;
import io.ratchet.store.audit.AuditExport;
import io.ratchet.store.audit.SigningKey;
import io.ratchet.wire.Json;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit log in the browser and for programs: what is found in it, and whether an export holds. */
class AuditPageTest {
    private static final String HOST = "log-<b>1</b>.corp.example";
    private static final int LINES = 130;

    @TempDir
    private static Path folder;

    @TempDir
    private static Path elsewhere;

    private static ServedConsole console;
    private static SigningKey key;
    private static Instant first;

    @BeforeAll
    static void start() throws Exception {
        console = ServedConsole.closed(folder);
        first = console.instant().minus(Duration.ofMinutes(LINES));
        key = SigningKey.open(elsewhere.resolve("signing"));
        console.change(tx -> {
            tx.audit().signer(key.fingerprint().text(), first);
            for (int i = 0; i < LINES; i++)
                tx.audit()
                        .append(new AuditEvent(
                                first.plus(Duration.ofMinutes(i)),
                                i % 2 == 0 ? "step.applied" : "remediation.verified",
                                i % 3 == 0 ? "user:alice" : "ratchet",
                                new AssetId(i < 100 ? HOST : "other.corp.example"),
                                "found-" + i % 5,
                                Map.of("note", "<script>alert(1)</script>")));
        });
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void theNewestLinesStandFirstAsTheyWereSignedAndNothingInThemIsMarkup() {
        // When
        HttpResponse<String> page = console.get("/audit?asset=" + encoded(HOST));

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Line " + lastOf(HOST), "&lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("signed with the key", key.fingerprint().text(), "Older lines")
                .doesNotContain("<script>alert", "<b>1</b>", "other.corp.example");
    }

    private static String lastOf(String host) {
        return console.read(tx -> tx.audit()
                        .newest(new AuditLog.Search(new AssetId(host), null, null, null, null, null), Long.MAX_VALUE, 1)
                        .lines()
                        .get(0)
                        .sequence())
                .toString();
    }

    @Test
    void aProgramIsLedThroughEveryLineOfASearchOnce() throws Exception {
        // When
        List<JsonNode> lines = all("/api/v1/audit/events?asset=" + encoded(HOST) + "&limit=30");

        // Then
        assertThat(lines).hasSize(100);
        assertThat(lines)
                .extracting(line -> line.path("sequence").asLong())
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(lines).extracting(line -> line.path("asset").asText()).containsOnly(HOST);
    }

    @Test
    void wordsNarrowASearchTogether() throws Exception {
        // When
        List<JsonNode> applied = all("/api/v1/audit/events?type=step.applied&actor=user:alice&remediation=found-0");
        List<JsonNode> timed = all("/api/v1/audit/events?since=" + first.plus(Duration.ofMinutes(10)) + "&until="
                + first.plus(Duration.ofMinutes(13)) + "&type=step.applied");

        // Then every sixth line is alice's and applied, and every fifth of these of this remediation
        assertThat(applied).hasSize((LINES + 29) / 30);
        assertThat(applied).allSatisfy(line -> {
            assertThat(line.path("type").asText()).isEqualTo("step.applied");
            assertThat(line.path("actor").asText()).isEqualTo("user:alice");
        });
        assertThat(timed)
                .extracting(line -> Instant.parse(line.path("at").asText()))
                .containsExactly(first.plus(Duration.ofMinutes(12)), first.plus(Duration.ofMinutes(10)));
    }

    @Test
    void aDayCountsToItsEnd() throws Exception {
        // Given
        String day = first.atZone(ZoneOffset.UTC).toLocalDate().toString();

        // Then
        assertThat(all("/api/v1/audit/events?type=step.applied&since=" + day + "&until=" + day))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.path("at").asText()).startsWith(day));
        assertThat(console.get("/audit?since=" + day + "&until=" + day).body()).contains("step.applied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "since=yesterday",
                "until=2018-13-01",
                "before=x",
                "limit=0",
                "since=2018-09-21&until=2018-09-20T00:00:00Z"
            })
    void whatCannotBeLookedForIsSaid(String query) {
        assertThat(console.get("/api/v1/audit/events?" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void anExportIsCheckedAgainstTheKeyOfThisLogAndNotKept() throws Exception {
        // Given
        byte[] export = export(key);

        // When
        HttpResponse<String> answer = upload("audit.zip", export);

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("<b>holds</b>", "Integrity", key.fingerprint().text());
        assertThat(console.left()).isEmpty();
    }

    @Test
    void anExportThatWasChangedOrSignedByAnotherDoesNotHold() throws Exception {
        // Given
        byte[] changed = export(key);
        changed[changed.length / 2] ^= 1;
        byte[] strange = export(SigningKey.open(elsewhere.resolve("stranger")));

        // Then
        assertThat(upload("changed.zip", changed).body()).contains("does not hold");
        assertThat(upload("strange.zip", strange).body())
                .contains("does not hold", "stranger", "not by the one that was given");
        assertThat(upload("<b>x</b>.zip", "no zip".getBytes(StandardCharsets.UTF_8))
                        .body())
                .contains("&#39;&lt;b&gt;x&lt;/b&gt;.zip&#39; is not an audit export")
                .doesNotContain("<b>x</b>");
        assertThat(console.form("/audit/check", "export=none").statusCode()).isEqualTo(400);
        assertThat(console.left()).isEmpty();
    }

    @Test
    void whatCannotBeLaidDownKeepsNoLaterExportFromBeingChecked() throws Exception {
        // Given
        byte[] export = export(key);
        Path away = elsewhere.resolve("away");

        // When
        Files.move(folder, away);
        HttpResponse<String> failed;
        try {
            failed = upload("audit.zip", export);
        } finally {
            Files.move(away, folder);
        }

        // Then
        assertThat(failed.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(upload("audit.zip", export).body()).contains("<b>holds</b>");
    }

    private static byte[] export(SigningKey by) throws Exception {
        Path file = elsewhere.resolve("export.zip");
        AuditExport.write(console.store(), file, Clock.fixed(console.instant(), ZoneOffset.UTC), by);
        return Files.readAllBytes(file);
    }

    private static List<JsonNode> all(String path) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (Optional<String> next = Optional.of(path); next.isPresent(); ) {
            HttpResponse<String> answer = console.get(next.get());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            Json.parse(answer.body()).path("events").forEach(lines::add);
            next = answer.headers().firstValue("Link").map(link -> link.substring(1, link.indexOf('>')));
        }
        return lines;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> upload(String name, byte[] content) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--edge\r\nContent-Disposition: form-data; name=\"export\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/zip\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n--edge--\r\n".getBytes(StandardCharsets.UTF_8));
        return console.send(console.alice(AuditPage.CHECK)
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }
}
