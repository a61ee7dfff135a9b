package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are made and revoked while the server runs. */
class TokenTest {
    private static final String SCANNER = "{\"name\":\"scanner\",\"roles\":[\"ingest\"],\"days\":30}";

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

    @Test
    void opensWhatItsRolesSayUntilItExpires() throws Exception {
        // Given
        String token = make(SCANNER).path("token").asText();
        assertThat(token).hasSizeGreaterThan(40);

        // Then
        assertThat(upload(token)).isEqualTo(200);
        assertThat(status(token, "/api/v1/queue")).isEqualTo(403);
        assertThat(console.reports()).containsExactly("user:scanner upload: a report");

        // When
        console.pass(Duration.ofDays(30));

        // Then
        assertThat(upload(token)).isEqualTo(401);
    }

    @Test
    void opensNothingOnceItIsRevokedAndNorDoesItsSession() throws Exception {
        // Given
        String token = make("{\"name\":\"bob\",\"roles\":[\"viewer\"],\"days\":1}")
                .path("token")
                .asText();
        String cookie = console.send(console.to("/sign-in")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=" + token)))
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
        assertThat(console.send(console.to("/night").header("Cookie", cookie).GET())
                        .statusCode())
                .isEqualTo(200);

        // When
        HttpResponse<String> revoked =
                console.post("/api/v1/tokens/revoke", "application/json", "{\"name\":\"bob\",\"reason\":\"left\"}");

        // Then
        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(status(token, "/api/v1/queue")).isEqualTo(401);
        assertThat(console.send(console.to("/night").header("Cookie", cookie).GET())
                        .statusCode())
                .isEqualTo(302);
        assertThat(console.log())
                .contains("token.made by user:alice", "session.begun by user:bob", "token.revoked by user:alice");
    }

    @Test
    void theListTellsWhenAndForWhatButNeverTheToken() throws Exception {
        // Given
        String token = make(SCANNER).path("token").asText();
        upload(token);

        // When
        String list = console.get("/api/v1/tokens").body();

        // Then
        JsonNode one = Json.parse(list).path("tokens").path(0);
        assertThat(one.path("name").asText()).isEqualTo("scanner");
        assertThat(one.path("roles").path(0).asText()).isEqualTo("ingest");
        assertThat(one.path("expires").asText()).isEqualTo("2018-10-20T01:00:00Z");
        assertThat(one.path("lastUsedAt").asText()).isEqualTo("2018-09-20T01:00:00Z");
        assertThat(list).doesNotContain(token).doesNotContain(Access.hash(token));
    }

    @Test
    void aNameBelongsToOne() throws Exception {
        // Given
        make(SCANNER);

        // Then
        assertThat(console.post("/api/v1/tokens", "application/json", SCANNER).statusCode())
                .isEqualTo(400);
        assertThat(console.post("/api/v1/tokens", "application/json", SCANNER.replace("scanner", "alice"))
                        .body())
                .contains("goes by the name 'alice' already");
        console.post("/api/v1/tokens/revoke", "application/json", "{\"name\":\"scanner\",\"reason\":\"old\"}");
        assertThat(make(SCANNER).path("token").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"A b\",\"roles\":[\"viewer\"],\"days\":1}",
                "{\"name\":\"a\",\"roles\":[],\"days\":1}",
                "{\"name\":\"a\",\"roles\":[\"root\"],\"days\":1}",
                "{\"name\":\"a\",\"roles\":[\"viewer\"]}",
                "{\"name\":\"a\",\"roles\":[\"viewer\"],\"days\":367}",
                "nonsense"
            })
    void whatIsNoTokenIsNotMade(String body) {
        assertThat(console.post("/api/v1/tokens", "application/json", body).statusCode())
                .isEqualTo(400);
        assertThat(console.log()).isEmpty();
    }

    @Test
    void onlyAnAdministratorMakesOne() {
        for (Role role : Role.values())
            assertThat(console.send(console.as(role, "/api/v1/tokens").POST(BodyPublishers.ofString(SCANNER)))
                            .statusCode())
                    .isEqualTo(role == Role.ADMIN ? 200 : 403);
    }

    private JsonNode make(String body) throws JsonProcessingException {
        return Json.parse(
                console.post("/api/v1/tokens", "application/json", body).body());
    }

    private int upload(String token) {
        return console.send(console.to("/api/v1/reports")
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/octet-stream")
                        .POST(BodyPublishers.ofString("a report")))
                .statusCode();
    }

    private int status(String token, String path) {
        return console.send(console.to(path)
                        .header("Authorization", "Bearer " + token)
                        .GET())
                .statusCode();
    }
}
