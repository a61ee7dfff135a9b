package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
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
