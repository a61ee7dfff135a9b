package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.console.Access;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By which names a server is asked for, and whose word it takes for that. */
class DoorPlateTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "ratchet.example, 200", "RATCHET.example:8080, 200", "[::1]:8080, 200",
        "evil.example, 421", "ratchet.example.evil, 421", "127.0.0.1, 421"
    })
    void answersToItsNamesOnly(String host, int status) throws IOException {
        try (WebServer server = serve(Set.of("ratchet.example", "[::1]"), Set.of())) {
            // When
            String answer = ask(server.address().getPort(), "/sign-in", "Host: " + host);

            // Then
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
            if (status == 421) assertThat(answer).doesNotContain(host).doesNotContain("Your token");
        }
    }

    @Test
    void theManagementPortGoesByAddress() throws IOException {
        try (WebServer server = serve(Set.of("ratchet.example"), Set.of())) {
            assertThat(ask(server.management().orElseThrow().getPort(), "/actuator/health/liveness", "Host: 10.0.0.1"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aProxyIsBelievedThatIsNamedAndNoOther() throws IOException {
        String said = "Host: a\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1";
        try (WebServer named = serve(Set.of(), Set.of("127.0.0.1"));
                WebServer unnamed = serve(Set.of(), Set.of("10.0.0.7"))) {
            assertThat(ask(named.address().getPort(), "/sign-in", said))
                    .contains("Strict-Transport-Security: max-age=31536000");
            assertThat(ask(unnamed.address().getPort(), "/sign-in", said)).doesNotContain("Strict-Transport-Security");
        }
    }

    private WebServer serve(Set<String> names, Set<String> proxies) {
        ServeSettings.Http http = new ServeSettings.Http(
                "127.0.0.1", 0, Optional.of(new ServeSettings.Management("127.0.0.1", 0)), names, proxies);
        return WebServer.start(http, new Access(Optional.empty(), Map.of()), new ShownEstate(folder).ports());
    }

    private static String ask(int port, String path, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
