package io.ratchet.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {
    private static final int MOST = 1000;

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1", "http://127.0.0.1/a", "http://127.9.8.7:1", "http://[::1]:1"})
    void whatLeadsToThisMachineStaysHere(String address) {
        assertThat(Http.staysHere(URI.create(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1",
                "http://127.0.0.1.example",
                "http://localhost.example",
                "http://127.example",
                "http://[::2]",
                "mailto:root@localhost"
            })
    void whatLeadsElsewhereDoesNot(String address) {
        assertThat(Http.staysHere(URI.create(address))).isFalse();
    }

    @Test
    void endsAnAnswerThatComesDropByDrop() {
        // Given
        answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                body.write('x');
                body.flush();
            }
        });

        // Then
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> text(Duration.ofMillis(600)))
                .withMessageContaining("took longer than");
    }

    @Test
    void doesNotReadAnEndlessAnswerToItsEnd() {
        // Given
        answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[1 << 16];
            while (over.getCount() > 0) exchange.getResponseBody().write(much);
        });

        // Then
        assertThatThrownBy(() -> text(Duration.ofMinutes(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than 1000 bytes");
    }

    @Test
    void followsNoRedirectAndTriesNothingTwice() throws IOException {
        // Given
        answers(exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
        });

        // When
        int status = http(Duration.ofMinutes(1)).ask(ask(), Http.Answer::status);

        // Then
        assertThat(status).isEqualTo(302);
        assertThat(asked).hasValue(1);
    }

    @Test
    void showsNoHeaderOfWhatItAsks() {
        assertThat(ask().toString()).doesNotContain("secret").contains("GET http://127.0.0.1");
    }

    private interface Answering {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private void answers(Answering answering) {
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                answering.to(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Http http(Duration whole) {
        return new Http(new Http.Limits(Duration.ofMinutes(1), whole, MOST, 2, false));
    }

    private String text(Duration whole) throws IOException {
        return http(whole).ask(ask(), answer -> new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
    }

    private Http.Ask ask() {
        URI to = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/desk");
        return new Http.Ask("GET", to, Map.of("Authorization", "Bearer secret"), null, null);
    }
}
