package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.ratchet.store.tlog.Post;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditPostTest {
    private final Post post = new AuditPost();
    private HttpServer witness;
    private byte[] answer = "signed".getBytes(StandardCharsets.UTF_8);

    @BeforeEach
    void start() throws IOException {
        witness = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        witness.createContext("/", exchange -> {
            boolean sent = exchange.getRequestHeaders().getFirst("Content-Type").equals("text/plain")
                    && new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).equals("head");
            exchange.sendResponseHeaders(sent ? 409 : 500, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        witness.start();
    }

    @AfterEach
    void stop() {
        witness.stop(0);
    }

    @Test
    void bringsBackWhateverIsAnswered() throws IOException {
        // When
        Post.Answer came = send();

        // Then
        assertThat(came.status()).isEqualTo(409);
        assertThat(came.body()).isEqualTo(answer);
    }

    @Test
    void takesNoAnswerThatIsTooLong() {
        // Given
        answer = new byte[(1 << 20) + 1];

        // Then
        assertThatThrownBy(this::send).isInstanceOf(IOException.class).hasMessageContaining("larger than 1 MiB");
    }

    @Test
    void saysWhoDoesNotAnswer() {
        // Given
        URI to = address();
        witness.stop(0);

        // Then
        assertThatThrownBy(() -> post.send(to, "text/plain", new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("nobody answers at " + to.getAuthority());
    }

    private Post.Answer send() throws IOException {
        return post.send(address(), "text/plain", "head".getBytes(StandardCharsets.UTF_8));
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + witness.getAddress().getPort() + "/add-checkpoint");
    }
}
