package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratchet.console.Access;
import io.ratchet.console.ConsolePorts;
import io.ratchet.console.Person;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;

/** What is answered while the database is away. */
class StoreAwayTest {
    private static final String TOKEN = "a token of the test";

    @TempDir
    private Path folder;

    private volatile boolean away;

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/remediations", "/api/v1/decisions", "/api/v1/rejected"})
    void aProgramIsToldSoAtOnceAndWhenToComeAgain(String path) throws Exception {
        try (WebServer server = serve()) {
            // Given
            assertThat(get(server, path).statusCode()).isEqualTo(200);

            // When
            away = true;
            HttpResponse<String> answer = get(server, path);

            // Then
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(Json.parse(answer.body()).path("code").asText()).isEqualTo("STORE-UNAVAILABLE");
            assertThat(answer.body()).doesNotContain("pool").doesNotContain("SQL");

            // When
            away = false;

            // Then
            await().atMost(Duration.ofSeconds(20)).until(() -> get(server, path).statusCode() == 200);
        }
    }

    @Test
    void theServerIsAliveAndNotReady() throws Exception {
        try (WebServer server = serve()) {
            // When
            away = true;

            // Then
            assertThat(get(server, "/actuator/health/readiness").statusCode()).isEqualTo(503);
            assertThat(get(server, "/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(get(server, "/remediations").statusCode()).isEqualTo(503);
            assertThat(get(server, "/remediations").body()).contains("The database does not answer");

            // When
            away = false;

            // Then
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> get(server, "/actuator/health/readiness").statusCode() == 200);
        }
    }

    @Test
    void theServerIsNotReadyWhileItsDiskHasNoRoom() {
        // Given
        AtomicLong room = new AtomicLong(1 << 20);
        StoreHealth health = new StoreHealth(new ShownEstate(folder).ports().store(), room::get);

        // Then
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.health().getDetails()).containsEntry("code", "STORE-FULL");

        // When
        room.set(1L << 30);

        // Then
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(StoreHealth.roomBeside(folder).getAsLong()).isPositive();
    }

    private WebServer serve() {
        JdbcConnectionPool real = JdbcConnectionPool.create("jdbc:h2:mem:away" + System.nanoTime(), "test", "");
        DataSource source = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, given) -> {
                    if (!method.getName().equals("getConnection")) throw new UnsupportedOperationException();
                    if (away) throw new SQLTransientConnectionException("the pool's own words", "08001");
                    return real.getConnection();
                });
        ConsolePorts shown = new ShownEstate(folder).ports();
        ConsolePorts ports = new ConsolePorts(
                SqlStore.open(source),
                shown.approvals(),
                shown.estate(),
                shown.intake(),
                shown.audit(),
                shown.explainer(),
                shown.waits(),
                shown.replay(),
                shown.whatIf(),
                shown.nights(),
                shown.uploads(),
                shown.clock());
        return WebServer.start(
                new ServeSettings.Http("127.0.0.1", 0),
                new Access(Optional.empty(), Map.of(Access.hash(TOKEN), Person.ofAllRoles("alice"))),
                ports);
    }

    private static HttpResponse<String> get(WebServer server, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve(path))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
