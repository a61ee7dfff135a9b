package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ratchet.routes.tickets.TicketHooks;
import io.ratchet.wire.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TicketHookTest {
    private static final String EVENT =
            "{\"action\":\"closed\",\"issue\":{\"number\":17},\"repository\":{\"full_name\":\"contoso/desk\"},\"text\":\"%s\"}";

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
    void hearsWhatItsTicketSystemHasSignedAndSaysNothingOfIt() throws Exception {
        // Given
        String small = EVENT.formatted("");
        String large = EVENT.formatted("x".repeat(200_000));

        // When
        HttpResponse<String> heard = sent("hub", signed(small), small);
        HttpResponse<String> streamed = sent("hub", signed(large), large);

        // Then
        assertThat(heard.statusCode()).as(heard.body()).isEqualTo(204);
        assertThat(streamed.statusCode()).as(streamed.body()).isEqualTo(204);
        assertThat(heard.body()).isEmpty();
        assertThat(console.woken()).containsExactly("hub contoso/desk#17", "hub contoso/desk#17");
    }

    @Test
    void refusesWhatIsNotSignedOrSignedByOthersInTheSameWords() throws Exception {
        // Given
        String event = EVENT.formatted("");

        // When
        HttpResponse<String> unsigned = sent("hub", "", event);
        HttpResponse<String> changed = sent("hub", signed(event), event + " ");
        HttpResponse<String> unknown = sent("nobody", signed(event), event);

        // Then
        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(changed.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(detail(unknown)).isEqualTo(detail(changed)).isEqualTo(detail(unsigned));
        assertThat(console.woken()).isEmpty();
    }

    @Test
    void refusesABodyOverItsLimitBeforeItLooksAtTheSignature() throws Exception {
        // Given
        String large = "x".repeat(TicketHookApi.MOST_BYTES + 1);

        // When
        HttpResponse<String> answer = sent("hub", "", large);

        // Then
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void answersOneThatSendsTooMuchAsAnyWrongSignature() throws Exception {
        // Given
        String event = EVENT.formatted("");
        String much = "{\"ticket\":17,\"text\":\"" + "x".repeat(5_000) + "\"}";
        String at = Long.toString(console.instant().getEpochSecond());

        // When
        HttpResponse<String> wrong = sent("hub", "", event);
        HttpResponse<String> large = script(at, much);
        HttpResponse<String> small = script(at, "{\"ticket\":17}");

        // Then
        assertThat(large.statusCode()).isEqualTo(401);
        assertThat(detail(large)).isEqualTo(detail(wrong));
        assertThat(small.statusCode()).as(small.body()).isEqualTo(204);
        assertThat(console.woken()).containsExactly("desk 17");
    }

    @Test
    void saysOfAKeyThatCannotBeReadThatThatIsSoAndBarsNobodyForIt() throws Exception {
        // Given
        String event = EVENT.formatted("");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger hooks = (Logger) LoggerFactory.getLogger(TicketHooks.class);
        hooks.setLevel(Level.INFO);
        hooks.addAppender(log);

        // When
        HttpResponse<String> answer = sent("keyless", signed(event), event);
        for (int i = 0; i < SignIns.FREE_TRIES; i++) sent("keyless", signed(event), event);

        // Then
        assertThat(log.list)
                .as("one line for all")
                .singleElement()
                .matches(line -> line.getFormattedMessage().contains("secrets/hub"));
        hooks.detachAppender(log);
        hooks.setLevel(null);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(detail(answer)).contains("cannot be read").doesNotContain("secrets/hub");
        assertThat(sent("hub", signed(event), event).statusCode()).isEqualTo(204);
    }

    @Test
    void barsAnAddressThatSignsWronglyManyTimesButNotTheOneThatSignedWell() throws Exception {
        // Given
        String event = EVENT.formatted("");
        sent("hub", signed(event), event);
        for (int i = 0; i < SignIns.FREE_TRIES; i++) sent("guess-" + i, signed(event), event);

        // When
        HttpResponse<String> guess = sent("desk", "", event);
        HttpResponse<String> known = sent("hub", signed(event), event);

        // Then
        assertThat(guess.statusCode()).isEqualTo(429);
        assertThat(guess.headers().firstValue("Retry-After")).isPresent();
        assertThat(known.statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> script(String at, String body) throws Exception {
        String signature = signed(at + "." + body).replace("sha256=", "v1=");
        return console.send(console.to("/api/v1/webhooks/tickets/desk")
                .header("Content-Type", "application/json")
                .header("Ratchet-Timestamp", at)
                .header("Ratchet-Signature", signature)
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void leavesNothingOfWhatItHeardBehind() throws Exception {
        // When
        sent("hub", "", "x".repeat(200_000));
        sent("hub", signed(EVENT.formatted("")), EVENT.formatted(""));

        // Then
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    @Test
    void saysThatWhatIsSignedIsNoJson() throws Exception {
        // When
        HttpResponse<String> answer = sent("hub", signed("payload=%7B%7D"), "payload=%7B%7D");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(detail(answer)).contains("application/json");
    }

    private static String detail(HttpResponse<String> answer) throws Exception {
        return Json.parse(answer.body()).path("detail").asText();
    }

    private HttpResponse<String> sent(String name, String signature, String body) {
        HttpRequest.Builder request = console.to("/api/v1/webhooks/tickets/" + name)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (!signature.isEmpty()) request.header("X-Hub-Signature-256", signature);
        return console.send(request);
    }

    private static String signed(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(ServedConsole.HOOK_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
