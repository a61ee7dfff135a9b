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
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        return web(address, null);
    }

    private static Web web(URI address, Web.@Nullable Canary canary) {
        return new Web(
                address,
                () -> Map.of("X-Key", "secret-of-ratchet"),
                canary,
                Duration.ofSeconds(30),
                Clock.fixed(NOW, ZoneOffset.UTC));
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
        "Retry-After, 999999, PT1H",
        "RateLimit-Reset, 45, PT45S",
        "Retry-After, soon, PT1M",
        "Retry-After, 'Thu, 20 Jun 2019 07:00:00 GMT', PT0S"
    })
    void aLimitSaysHowLongToWaitInAnyOfTheWaysThatAreSeen(String header, String value, Duration wait) {
        // Given
        stub.replies.add(new Reply(429, "", Map.of(header, value)));

        // Then
        assertThat(write().outcome()).isEqualTo(new Sent.ToRetry("The ticket system answered 429: ", wait));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Retry-After", "X-RateLimit-Reset", "RateLimit-Reset"})
    void aMomentThatItNamesIsOneOfItsOwnClock(String header) {
        // Given a clock of ours that is years behind that of the server
        Instant until = Instant.now().plusSeconds(180);
        String told = header.equals("Retry-After")
                ? DateTimeFormatter.RFC_1123_DATE_TIME.format(until.atOffset(ZoneOffset.UTC))
                : header.startsWith("X")
                        ? until.truncatedTo(ChronoUnit.MINUTES).toString().replace(":00Z", "Z")
                        : Long.toString(until.getEpochSecond());
        stub.replies.add(new Reply(429, "", Map.of(header, told)));

        // When
        Sent outcome = write().outcome();

        // Then
        assertThat(((Sent.ToRetry) outcome).after()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(180));
    }

    @Test
    void anExhaustedQuotaThatIsTold403IsALimit() {
        // Given
        stub.replies.add(new Reply(403, "", Map.of("X-RateLimit-Remaining", "0", "RateLimit-Reset", "60")));

        // Then
        assertThat(write().outcome())
                .isEqualTo(new Sent.ToRetry("The ticket system answered 403: ", Duration.ofMinutes(1)));
    }

    @Test
    void aSecondaryLimitThatIsTold403IsALimit() {
        // Given as GitHub's documentation says: with the header, or with nothing but the sentence
        stub.replies.add(new Reply(403, "", Map.of("Retry-After", "90", "X-RateLimit-Remaining", "4711")));
        stub.replies.add(new Reply(403, "You have exceeded a secondary rate limit.", Map.of()));

        // Then
        assertThat(write().outcome())
                .isEqualTo(new Sent.ToRetry("The ticket system answered 403: ", Duration.ofSeconds(90)));
        assertThat(((Sent.ToRetry) write().outcome()).after()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aLimitThatIsMetWhileLookingWhoAnswersSaysHowLongToWaitAsWell() throws IOException {
        // Given
        try (StubServer limits = new StubServer() {
            @Override
            Reply answer(Request request) {
                return new Reply(403, "", Map.of("Retry-After", "90"));
            }
        }) {
            Web asking = web(limits.address(), new Web.Canary("/users/current.json", "/user/id", false));

            // When
            TicketFault fault = catchThrowableOfType(TicketFault.class, asking::present);

            // Then
            assertThat(((Sent.ToRetry) fault.outcome()).after()).isEqualTo(Duration.ofSeconds(90));
        }
    }

    @Test
    void aBrokenServerIsNotLeftAloneUntilItsQuotaIsFilledAgain() {
        // Given what GitHub and GitLab tell with every answer
        stub.replies.add(new Reply(502, "", Map.of("X-RateLimit-Reset", "3000", "RateLimit-Reset", "3000")));
        stub.replies.add(new Reply(503, "", Map.of("Retry-After", "7200")));

        // Then
        assertThat(((Sent.Unknown) write().outcome()).after()).isNull();
        assertThat(((Sent.Unknown) write().outcome()).after()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void whatWeSaidIsNotRepeatedWhereTheServerShowsIt() {
        // Given
        stub.replies.add(new Reply(400, "Bad request: X-Key: secret-of-ratchet; Host: desk", Map.of()));

        // Then
        assertThat(write())
                .hasMessageContaining("Bad request")
                .hasMessageContaining("***")
                .matches(fault -> !String.valueOf(fault.getMessage()).contains("secret-of-ratchet"));
    }

    @Test
    void anAnswerThatIsLargerThanItsLimitIsNone() {
        // Given
        stub.replies.add(new Reply(200, "x".repeat((8 << 20) + 1), Map.of()));

        // Then
        assertThat(write().outcome()).isInstanceOf(Sent.Unknown.class);
    }

    private @Nullable TicketFault write() {
        return catchThrowableOfType(TicketFault.class, () -> web.send("POST", "/issues.json", Json.object()));
    }
}
