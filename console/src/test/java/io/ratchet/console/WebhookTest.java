package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTest {
    private static final String REPORT = "a report";

    @TempDir
    Path folder;

    private ServedConsole console;

    @BeforeEach
    void serve() {
        console = ServedConsole.closed(folder);
    }

    @AfterEach
    void close() throws Exception {
        console.close();
    }

    @Test
    void takesAReportThatIsSignedWithTheKeyOfItsName() throws Exception {
        // When
        HttpResponse<String> answer = sent("scanner", now(), signed(now(), REPORT), REPORT);

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(console.reports()).containsExactly("user:webhook-scanner webhook-scanner: a report");
        assertThat(console.left()).isEmpty();
    }

    @Test
    void refusesWhatIsNotSignedOrSignedByOthersInTheSameWords() throws Exception {
        // When
        HttpResponse<String> unsigned = sent("scanner", now(), "", REPORT);
        HttpResponse<String> changed = sent("scanner", now(), signed(now(), REPORT), "another report");
        HttpResponse<String> unknown = sent("nobody", now(), signed(now(), REPORT), REPORT);

        // Then
        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(changed.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(detail(unknown)).isEqualTo(detail(changed)).isEqualTo(detail(unsigned));
        assertThat(console.reports()).isEmpty();
        assertThat(console.left()).isEmpty();
    }

    @Test
    void refusesWhatWasSignedTooLongAgoOrForLater() throws Exception {
        // Given
        Instant old = now().minus(Duration.ofSeconds(301));
        Instant early = now().plus(Duration.ofSeconds(301));

        // When
        HttpResponse<String> late = sent("scanner", old, signed(old, REPORT), REPORT);
        HttpResponse<String> soon = sent("scanner", early, signed(early, REPORT), REPORT);
        HttpResponse<String> moved = sent("scanner", now(), signed(old, REPORT), REPORT);

        // Then
        assertThat(late.statusCode()).isEqualTo(401);
        assertThat(soon.statusCode()).isEqualTo(401);
        assertThat(moved.statusCode()).isEqualTo(401);
        assertThat(console.reports()).isEmpty();
    }

    @Test
    void refusesABodyOverItsLimit() throws Exception {
        // Given
        String large = "x".repeat((int) WebhookApi.MOST_BYTES + 1);

        // When
        HttpResponse<String> answer = sent("scanner", now(), signed(now(), large), large);

        // Then
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(console.reports()).isEmpty();
        assertThat(console.left()).isEmpty();
    }

    @Test
    void takesALargeOneThatIsSignedAndLeavesNothingOfItsFile() throws Exception {
        // Given
        String large = "x".repeat(WebhookApi.IN_MEMORY + 1);

        // When
        HttpResponse<String> answer = sent("scanner", now(), signed(now(), large), large);

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(console.reports()).hasSize(1);
        assertThat(console.left()).isEmpty();
    }

    @Test
    void keepsNothingOfWhatIsNotSignedEvenWhileItIsRead() throws Exception {
        // Given
        String small = "x".repeat(WebhookApi.IN_MEMORY / 2);
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);

            // When
            HttpResponse<String> answer = sent("scanner", now(), signed(now(), "another"), small);

            // Then
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(watch.poll(200, TimeUnit.MILLISECONDS))
                    .as("files that were made")
                    .isNull();
        }
    }

    @Test
    void barsAnAddressThatSignsWronglyManyTimesButNotTheOneThatSignedWell() throws Exception {
        // Given
        sent("scanner", now(), signed(now(), REPORT), REPORT);
        for (int i = 0; i < SignIns.FREE_TRIES; i++) sent("guess-" + i, now(), signed(now(), REPORT), REPORT);

        // When
        HttpResponse<String> guess = sent("guess", now(), signed(now(), REPORT), REPORT);
        HttpResponse<String> known = sent("scanner", now(), signed(now(), "more"), "more");

        // Then
        assertThat(guess.statusCode()).isEqualTo(429);
        assertThat(guess.headers().firstValue("Retry-After")).isPresent();
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(console.reports()).hasSize(2);
    }

    @Test
    void saysOfAKeyThatCannotBeReadThatThatIsSo() throws Exception {
        // When
        HttpResponse<String> answer = sent("keyless", now(), signed(now(), REPORT), REPORT);

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(detail(answer)).contains("cannot be read").doesNotContain("secrets/");
    }

    private Instant now() {
        return console.instant();
    }

    private static String detail(HttpResponse<String> answer) throws Exception {
        return io.ratchet.wire.Json.parse(answer.body()).path("detail").asText();
    }

    private HttpResponse<String> sent(String name, Instant at, String signature, String body) {
        HttpRequest.Builder request = console.to("/api/v1/webhooks/" + name)
                .header("Ratchet-Timestamp", Long.toString(at.getEpochSecond()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (!signature.isEmpty()) request.header("Ratchet-Signature", signature);
        return console.send(request);
    }

    private static String signed(Instant at, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(ServedConsole.HOOK_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8));
        return "v1=" + HexFormat.of().formatHex(mac.doFinal());
    }
}
