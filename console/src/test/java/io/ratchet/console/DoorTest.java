package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.remediation.Remediation;
import io.ratchet.wire.Visible;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the door bears: slow, large and many bodies, wrong tokens, foreign names, characters that nobody can see. */
class DoorTest {
    /** More than there are threads. */
    private static final int MANY = 220;

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

    // ---- bodies

    @Test
    void slowBodiesHoldUpNobodyElseAndAreCutOff() throws Exception {
        // Given bodies of which nothing comes, for people and programs, small and large, none with a token
        List<Socket> slow = new ArrayList<>();
        try {
            for (String path : List.of("/sign-in", "/remediations/r-1/approve", "/api/v1/stops", "/api/v1/reports"))
                for (int i = 0; i < MANY; i++) slow.add(begin(path, path.endsWith("reports") ? 1 << 20 : 100));

            // When
            HttpResponse<String> answer = console.send(console.to("/sign-in")
                    .timeout(BodyFilter.DEADLINE.minusSeconds(2))
                    .GET());

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(read(slow.get(0))).startsWith("HTTP/1.1 408 ").contains("within 10 seconds");
            assertThat(read(slow.get(MANY))).startsWith("HTTP/1.1 408 ");
            assertThat(read(slow.get(3 * MANY))).startsWith("HTTP/1.1 401 "); // and the connection was ended
        } finally {
            for (Socket socket : slow) socket.close();
        }
        assertThat(console.log()).isEmpty();
    }

    private Socket begin(String path, int length) throws IOException {
        Socket socket = new Socket("127.0.0.1", console.address().getPort());
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + length
                                + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "/sign-in, 4097",
        "/api/v1/remediations/r-1/approve, 65537",
        "/api/v1/remediations/r-1/reject, 65537",
        "/api/v1/stops, 65537",
        "/remediations/r-1/approve, 65537",
        "/no-such-page, 65537"
    })
    void noBodyIsLargerThanItsRouteAllows(String path, int bytes) {
        // When its length is said, and when it only comes
        HttpResponse<String> said = console.send(console.alice(path).POST(BodyPublishers.ofByteArray(new byte[bytes])));
        HttpResponse<String> came =
                console.send(console.alice(path).POST(BodyPublishers.ofInputStream(() -> endless(bytes))));

        // Then
        assertThat(said.statusCode()).isEqualTo(413);
        assertThat(came.statusCode()).isEqualTo(413);
        assertThat(said.body()).contains("KiB");
        assertThat(console.remediation("r-1")).isInstanceOf(Remediation.Proposed.class);
    }

    private static InputStream endless(int bytes) {
        return new ByteArrayInputStream(new byte[bytes]);
    }

    @Test
    void aConnectionGoesOnAfterASmallBody() throws Exception {
        // Given
        String body = "{\"scope\":\"all\",\"reason\":\"a test\"}";
        String request =
                "POST /api/v1/stops HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + ServedConsole.TOKEN
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        String last = "GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

        // When both go over one connection
        try (Socket socket = new Socket("127.0.0.1", console.address().getPort())) {
            socket.getOutputStream().write((request + last).getBytes(StandardCharsets.US_ASCII));
            String answers = read(socket);

            // Then
            assertThat(answers).containsSubsequence("HTTP/1.1 200 ", "ratchet.stops/1", "HTTP/1.1 200 ", "Your token");
        }
    }

    @Test
    void aFormComesInAsItWasSent() {
        // When
        HttpResponse<String> answer = console.form("/stops?scope=all", "reason=caf%C3%A9+%26+%3Cb%3E&reason=second&&x");

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(console.stops().get(0).reason()).isEqualTo("caf\u00e9 & <b>,second");
    }

    // ---- names

    @ParameterizedTest
    @ValueSource(strings = {"/", "/assets", "/remediations/r-1"})
    void aForeignNameIsNotRepeated(String path) throws Exception {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .contains("Location: /sign-in")
                .doesNotContain("evil");
    }

    @Test
    void aForeignNameIsNotRepeatedToWhoeverHasAToken() throws Exception {
        // Given
        String fields = "scope=all&reason=a+test";

        // When
        String answer = raw("POST /stops HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer " + ServedConsole.TOKEN
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: "
                + fields.length() + "\r\n\r\n" + fields);

        // Then
        assertThat(answer).contains("Location: /night").doesNotContain("evil");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", console.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return read(socket);
        }
    }

    @Test
    void whatCannotBeSeenIsAMark() {
        // When
        HttpResponse<String> page = console.get("/remediations/%1B%5B31mweb%E2%80%AE10%F3%A0%81%81");

        // Then
        assertThat(page.body()).contains("[U+001B][31mweb[U+202E]10[U+E0041]").doesNotContain("\u001b", "\u202e");
        assertThat(Visible.text("a\n\tb\u00e9\ud83d\ude00\u200b\ud800"))
                .isEqualTo("a\n\tb\u00e9\ud83d\ude00[U+200B][U+D800]");
    }

    // ---- tokens

    @Test
    void everySignInAndSignOutIsALineOfTheLog() {
        // Given
        String cookie = signIn("alice%27s+token");

        // When
        console.send(console.to("/sign-out").header("Cookie", cookie).POST(BodyPublishers.noBody()));
        console.send(console.to("/sign-out").header("Cookie", cookie).POST(BodyPublishers.noBody()));
        signIn("wrong");
        bearer("wrong");

        // Then
        assertThat(console.log())
                .containsExactly(
                        "session.begun by user:alice",
                        "session.ended by user:alice",
                        "sign-in.refused by ratchet",
                        "sign-in.refused by ratchet");
    }

    @Test
    void aFloodOfWrongTokensIsBarredAndTold() {
        // When
        for (int i = 0; i < SignIns.FREE_TRIES; i++)
            assertThat(bearer("wrong " + i).statusCode()).isEqualTo(401);
        HttpResponse<String> one = bearer("wrong again");
        HttpResponse<String> form = console.send(console.to("/sign-in")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=alice%27s+token")));

        // Then even the right token is not looked at, unless it came in from there before
        assertThat(one.statusCode()).isEqualTo(429);
        assertThat(one.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 301L);
        assertThat(form.statusCode()).isEqualTo(429);
        assertThat(console.get("/api/v1/stops").statusCode()).isEqualTo(429);
        assertThat(console.log()).hasSize(SignIns.FREE_TRIES).containsOnly("sign-in.refused by ratchet");

        // When
        console.pass(SignIns.WINDOW);

        // Then
        assertThat(console.get("/api/v1/stops").statusCode()).isEqualTo(200);
    }

    @Test
    void aNeighboursWrongTokenLocksNobodyOutWhoWasHereBefore() {
        // Given
        assertThat(console.get("/api/v1/stops").statusCode()).isEqualTo(200);

        // When
        for (int i = 0; i < 2 * SignIns.FREE_TRIES; i++) bearer("wrong " + i);

        // Then
        assertThat(console.get("/api/v1/stops").statusCode()).isEqualTo(200);
        assertThat(signIn("alice%27s+token")).startsWith("ratchet=");
    }

    @Test
    void theLogOfAFloodIsShortAndCountsAll() {
        // When
        for (int minute = 0; minute < 12; minute++) {
            for (int i = 0; i < 2 * SignIns.FREE_TRIES; i++) bearer("wrong " + i);
            console.pass(Duration.ofMinutes(1));
        }

        // Then 240 tries, of which ten in each five minutes were looked at
        assertThat(console.log()).hasSize(3 * SignIns.FREE_TRIES);
        assertThat(console.attempts()).isBetween(200L, 240L);
    }

    private HttpResponse<String> bearer(String token) {
        return console.send(console.to("/api/v1/queue")
                .header("Authorization", "Bearer " + token)
                .GET());
    }

    /** Returns the cookie, empty where there is none. */
    private String signIn(String token) {
        return console.send(console.to("/sign-in")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=" + token)))
                .headers()
                .firstValue("Set-Cookie")
                .map(set -> set.substring(0, set.indexOf(';')))
                .orElse("");
    }
}
