package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ratchet.connectors.ticket.StubServer.Mishap;
import io.ratchet.connectors.ticket.StubServer.Reply;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer, or none, means for who wants to write once. */
class WebTest {
    private static final Instant NOW = Instant.parse("2019-06-20T08:00:00Z");

    private RedmineStub stub;
    private Web web;

    @BeforeEach
    void start() throws IOException {
        stub = new RedmineStub();
        web = web(stub.address());
    }

    private static Web web(URI address) {
        return new Web(address, () -> Map.of("X-Key", "k"), Duration.ofSeconds(2), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, Refused",
        "403, Refused",
        "409, Refused",
        "422, Refused",
        "302, Refused",
        "401, ToRetry",
        "429, ToRetry",
        "408, Unknown",
        "500, Unknown",
        "502, Unknown",
        "503, Unknown",
        "504, Unknown"
    })
    void aStatusSaysWhetherAnythingCanHaveArrived(int status, String outcome) {
        // Given
        stub.replies.add(Reply.empty(status));

        // Then
        assertThat(write().outcome().getClass().getSimpleName()).isEqualTo(outcome);
    }

    @Test
    void noAnswerLeavesOpenWhetherItArrived() {
        // Given
        stub.mishaps.add(Mishap.LOST_AFTER);

        // Then
        assertThat(write().outcome()).isInstanceOf(Sent.Unknown.class);
        assertThat(stub.requests).as("nobody tries a second time by itself").hasSize(1);
    }

    @Test
    void whatFoundNoConnectionHasNotArrived() {
        // Given
        URI address = stub.address();
        stub.close();

        // When
        TicketFault fault =
                catchThrowableOfType(TicketFault.class, () -> web(address).send("POST", "/issues.json", Json.object()));

        // Then
        assertThat(fault.outcome()).isInstanceOf(Sent.ToRetry.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Retry-After, 120, PT2M",
        "Retry-After, 'Thu, 20 Jun 2019 08:05:00 GMT', PT5M",
        "Retry-After, 'Thu, 20 Jun 2019 07:00:00 GMT', PT0S",
        "Retry-After, 999999, PT1H",
        "X-RateLimit-Reset, 1561017660, PT1M",
        "X-RateLimit-Reset, 2019-06-20T08:03Z, PT3M",
        "RateLimit-Reset, 45, PT45S",
        "Retry-After, soon, PT1M"
    })
    void aLimitSaysHowLongToWaitInAnyOfTheWaysThatAreSeen(String header, String value, Duration wait) {
        // Given
        stub.replies.add(new Reply(429, "", Map.of(header, value)));

        // Then
        assertThat(write().outcome()).isEqualTo(new Sent.ToRetry("The ticket system answered 429: ", wait));
    }

    @Test
    void anExhaustedQuotaThatIsTold403IsALimit() {
        // Given
        stub.replies.add(new Reply(403, "", Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1561017660")));

        // Then
        assertThat(write().outcome())
                .isEqualTo(new Sent.ToRetry("The ticket system answered 403: ", Duration.ofMinutes(1)));
    }

    private @Nullable TicketFault write() {
        return catchThrowableOfType(TicketFault.class, () -> web.send("POST", "/issues.json", Json.object()));
    }
}
