package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.ticket.TicketSystem.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketHookTest {
    private static final Instant NOW = Instant.parse("2019-06-20T10:00:00Z");
    private static final String AT = Long.toString(NOW.getEpochSecond());
    private static final String KEY = "a key of thirty-two characters!!";
    private static final byte[] BODY = "{\"zen\":\"a body\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void knowsWhatGitHubAndJiraAndRedmineSign() throws Exception {
        // Given
        String signature = "sha256=" + HexFormat.of().formatHex(hmac(bytes(KEY), BODY));

        // Then
        assertThat(signed(Kind.GITHUB, Map.of("X-Hub-Signature-256", signature)))
                .isTrue();
        assertThat(signed(Kind.JIRA, Map.of("X-Hub-Signature", signature))).isTrue();
        assertThat(signed(Kind.REDMINE, Map.of("X-Redmine-Signature-256", signature)))
                .isTrue();
        assertThat(signed(Kind.GITHUB, Map.of("X-Hub-Signature", signature))).isFalse();
        assertThat(signed(Kind.GITHUB, Map.of("X-Hub-Signature-256", signature.toUpperCase())))
                .isFalse();
        assertThat(signed(Kind.GITHUB, Map.of())).isFalse();
        assertThat(signed(Kind.GITHUB, Map.of("X-Hub-Signature-256", signature), bytes("{}"), KEY))
                .as("another body")
                .isFalse();
    }

    @Test
    void knowsGitLabsTokenAndItsSignature() throws Exception {
        // Given
        byte[] secret = hmac(bytes("some"), bytes("secret"));
        String signingToken = "whsec_" + Base64.getEncoder().encodeToString(secret);
        String signature = "v1," + Base64.getEncoder().encodeToString(hmac(secret, bytes("id-1." + AT + "."), BODY));
        Map<String, String> headers =
                Map.of("webhook-id", "id-1", "webhook-timestamp", AT, "webhook-signature", "v1,other " + signature);

        // Then
        assertThat(signed(Kind.GITLAB, Map.of("X-Gitlab-Token", KEY))).isTrue();
        assertThat(signed(Kind.GITLAB, Map.of("X-Gitlab-Token", KEY + "!"))).isFalse();
        assertThat(signed(Kind.GITLAB, headers, BODY, signingToken)).isTrue();
        assertThat(signed(Kind.GITLAB, headers, bytes("{}"), signingToken)).isFalse();
        assertThat(signed(Kind.GITLAB, Map.of("X-Gitlab-Token", signingToken), BODY, signingToken))
                .as("where it signs a token is no proof")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"REQUEST_TRACKER", "SERVICENOW", "REDMINE"})
    void knowsWhatAScriptSignsAsReportsAreSigned(Kind kind) throws Exception {
        // Given
        byte[] signature = hmac(bytes(KEY), bytes(AT + "."), BODY);
        String hex = "v1=" + HexFormat.of().formatHex(signature);
        String base64 = "v1=" + Base64.getEncoder().encodeToString(signature);
        String late = Long.toString(NOW.minusSeconds(301).getEpochSecond());
        String tooLate = "v1=" + HexFormat.of().formatHex(hmac(bytes(KEY), bytes(late + "."), BODY));

        // Then
        assertThat(signed(kind, Map.of("Ratchet-Timestamp", AT, "Ratchet-Signature", hex)))
                .isTrue();
        assertThat(signed(kind, Map.of("Ratchet-Timestamp", AT, "Ratchet-Signature", base64)))
                .isTrue();
        assertThat(signed(kind, Map.of("Ratchet-Timestamp", late, "Ratchet-Signature", tooLate)))
                .isFalse();
        assertThat(signed(kind, Map.of("Ratchet-Signature", hex))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GITHUB          | contoso/desk#17    | {\"action\":\"closed\",\"issue\":{\"number\":17},\"repository\":{\"full_name\":\"contoso/desk\"}}",
                "GITLAB          | contoso/uc/desk#17 | {\"object_kind\":\"issue\",\"project\":{\"path_with_namespace\":\"contoso/uc/desk\"},\"object_attributes\":{\"iid\":17}}",
                "GITLAB          | contoso/uc/desk#17 | {\"object_kind\":\"note\",\"project\":{\"path_with_namespace\":\"contoso/uc/desk\"},\"object_attributes\":{\"id\":9},\"issue\":{\"iid\":17}}",
                "JIRA            | UC-17              | {\"webhookEvent\":\"jira:issue_updated\",\"issue\":{\"key\":\"UC-17\"}}",
                "REDMINE         | 17                 | {\"type\":\"issue.updated\",\"data\":{\"issue\":{\"id\":17}}}",
                "REDMINE         | 17                 | {\"payload\":{\"action\":\"updated\",\"issue\":{\"id\":17}}}",
                "REQUEST_TRACKER | 17                 | {\"ticket\":17}",
                "SERVICENOW      | INC0010017         | {\"ticket\":\"INC0010017\"}",
                "GITHUB          |                    | {\"zen\":\"Keep it logically awesome.\"}"
            })
    void readsTheNumberOfTheTicketAndNothingElse(Kind kind, String number, String body) throws Exception {
        // When
        var told = hook(kind).number(bytes(body));

        // Then
        if (number == null) assertThat(told).isEmpty();
        else assertThat(told).contains(number);
    }

    private static boolean signed(Kind kind, Map<String, String> headers) {
        return signed(kind, headers, BODY, KEY);
    }

    /** The body comes in two parts. */
    private static boolean signed(Kind kind, Map<String, String> headers, byte[] body, String key) {
        TicketHook.Seal seal = hook(kind).seal(header(headers), key);
        seal.over(body, 1);
        seal.over(Arrays.copyOfRange(body, 1, body.length), body.length - 1);
        return seal.holds();
    }

    private static java.util.function.UnaryOperator<String> header(Map<String, String> headers) {
        return name -> headers.getOrDefault(name, "");
    }

    private static TicketHook hook(Kind kind) {
        return new TicketHook(kind, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hmac(byte[] key, byte[]... parts) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : parts) mac.update(part);
        return mac.doFinal();
    }
}
