package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.wire.Json;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People who sign in with a password, and what becomes of their sessions. */
class PasswordTest {
    private static final String PASSWORD = "three plain words";

    @TempDir
    Path folder;

    private ServedConsole console;

    @BeforeEach
    void serve() throws Exception {
        console = ServedConsole.closed(folder);
        assertThat(set("dora", PASSWORD, "\"approver\"").statusCode()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void opensASessionThatEveryServerOfTheDatabaseKnows() throws Exception {
        // When
        String cookie = cookie(signIn("Dora", PASSWORD));
        People elsewhere = new People(new Access(Optional.empty(), Map.of()), console.store(), console);
        Optional<Person> known = new Sessions(elsewhere, console.store(), console).person(cookie.split("=", 2)[1]);

        // Then
        assertThat(page(cookie).statusCode()).isEqualTo(200);
        assertThat(known).map(Person::name).contains("dora");
        assertThat(console.log()).contains("session.begun by user:dora");
    }

    @Test
    void takesNoSingleWordForAListSinceNoSiteIsEverySite() {
        // When
        HttpResponse<String> refused = console.post(
                "/api/v1/users",
                "application/json",
                "{\"name\":\"erin\",\"roles\":[\"approver\"],\"sites\":\"HQ\",\"password\":\"" + PASSWORD + "\"}");

        // Then
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("'sites' must be a list of words");
    }

    @Test
    void endsTheSessionsOfWhosePasswordWasTakenBackOrSetAnew() throws Exception {
        // Given
        String first = cookie(signIn("dora", PASSWORD));
        set("dora", "four other plain words", "\"viewer\"");
        String second = cookie(signIn("dora", "four other plain words"));
        boolean between = page(second).statusCode() == 200;

        // When
        HttpResponse<String> revoked =
                console.post("/api/v1/users/revoke", "application/json", "{\"name\":\"dora\",\"reason\":\"she left\"}");

        // Then
        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(between).isTrue();
        assertThat(page(first).statusCode()).isEqualTo(302);
        assertThat(page(second).statusCode()).isEqualTo(302);
        assertThat(location(signIn("dora", "four other plain words"))).endsWith("failed=true");
        assertThat(console.log()).contains("user.set by user:alice", "user.revoked by user:alice");
    }

    @Test
    void endsASessionOnSigningOutWhereverItIsShown() throws Exception {
        // Given
        String cookie = cookie(signIn("dora", PASSWORD));

        // When
        console.send(console.to("/sign-out").header("Cookie", cookie).POST(BodyPublishers.noBody()));

        // Then
        assertThat(page(cookie).statusCode()).isEqualTo(302);
        assertThat(console.log()).contains("session.ended by user:dora");
    }

    @Test
    void refusesAWrongPasswordAndAnUnknownNameAlikeAndNeverKeepsThePassword() throws Exception {
        // When
        HttpResponse<String> wrong = signIn("dora", "three plain word");
        HttpResponse<String> unknown = signIn("nobody", PASSWORD);
        HttpResponse<String> empty = signIn("dora", "");

        // Then
        assertThat(location(wrong))
                .isEqualTo(location(unknown))
                .isEqualTo(location(empty))
                .endsWith("failed=true");
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(console.read(tx -> tx.users().find("dora")).orElseThrow().password())
                .startsWith("$argon2id$")
                .doesNotContain(PASSWORD);
        assertThat(console.log()).contains("sign-in.refused by ratchet");
    }

    @Test
    void barsANameAfterManyWrongPasswords() throws Exception {
        // Given
        for (int i = 0; i < SignIns.FREE_TRIES; i++) signIn("dora", "wrong password " + i);

        // When
        HttpResponse<String> right = signIn("dora", PASSWORD);

        // Then
        assertThat(right.statusCode()).isEqualTo(429);
        assertThat(right.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void refusesAPasswordThatIsTooShortAndANameOfTheSettings() throws Exception {
        // When
        HttpResponse<String> brief = set("emil", "elevenchars", "\"viewer\"");
        HttpResponse<String> settled = set("alice", PASSWORD, "\"viewer\"");

        // Then
        assertThat(brief.statusCode()).isEqualTo(400);
        assertThat(Json.parse(brief.body()).path("detail").asText()).contains("12 to 256");
        assertThat(settled.statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> set(String name, String password, String roles) throws Exception {
        return console.post(
                "/api/v1/users",
                "application/json",
                "{\"name\":\"" + name + "\",\"password\":\"" + password + "\",\"roles\":[" + roles + "]}");
    }

    private HttpResponse<String> signIn(String name, String password) throws Exception {
        return console.send(console.to("/sign-in")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "name=" + name + "&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8))));
    }

    private HttpResponse<String> page(String cookie) throws Exception {
        return console.send(console.to("/queue").header("Cookie", cookie).GET());
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
