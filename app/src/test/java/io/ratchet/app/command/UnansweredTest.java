package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ratchet.app.Golden;
import io.ratchet.app.terminal.Exit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command says of an address at which no Ratchet answers. */
class UnansweredTest {
    private final Console console = new Console();
    private HttpServer web;
    private String address;

    @BeforeEach
    void start() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.start();
        address = "127.0.0.1:" + web.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        web.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "200, text/html,        not Ratchet (status 200; text/html)",
        "404, text/html,        not Ratchet (status 404; text/html)",
        "500, text/plain,       not Ratchet (status 500; text/plain)",
        "200, application/json, not Ratchet (status 200; application/json)",
        "401, text/html,        wants a token",
        "503, text/html,        it is not running",
        "301, text/html,        sends elsewhere (https://other.example/)"
    })
    void aPageOfSomethingElseIsOneSentence(int status, String type, String sentence) {
        // Given
        answer(status, type, "<html><script>alert(1)</script></html>");

        // When
        int exit = console.run("queue", "--server", address);

        // Then
        assertThat(exit).isEqualTo(status / 100 == 5 ? Exit.NOT_AS_WISHED : Exit.COULD_NOT_START);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains("http://" + address, sentence.replace(';', ','))
                .doesNotContain("<script>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http  | ''                                          | broke the connection off",
                "https | ''                                          | No TLS connection to https://",
                "https | HTTP/1.1 400 Bad Request; Connection: close | if it speaks plain HTTP, give http://"
            })
    void aDoorThatSpeaksAnotherLanguageIsOneSentence(String scheme, String says, String sentence) throws IOException {
        // Given
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            new Thread(() -> answerAndHangUp(socket, says.replace("; ", "\r\n")), "door").start();

            // When
            int exit = console.run("queue", "--server", scheme + "://127.0.0.1:" + socket.getLocalPort());

            // Then
            assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        }
        assertThat(console.err().lines()).singleElement().asString().contains(sentence);
    }

    @Test
    void anUnknownHostIsOneSentence() {
        // When
        int exit = console.run("queue", "--server", "http://no-such-host.invalid:8080");

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains("There is no host 'no-such-host.invalid'");
    }

    @ParameterizedTest
    @CsvSource({"web01:8080, says neither http nor https", "https//x, is not the address of a server"})
    void anAddressThatIsNoneIsOneSentence(String given, String sentence) {
        // When
        int exit = console.run("queue", "--server", given);

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).singleElement().asString().contains("'" + given + "' " + sentence);
    }

    @Test
    void aDataFolderThatIsNoneIsOneSentence(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("letter.txt"), "Dear Sir or Madam");

        // When
        int exit = console.run("queue", "--data", file.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).singleElement().asString().contains("There is no data folder '" + file);
    }

    @Test
    void anExportThatHidesNothingIsNotKeptWhereNamesWereToBeHidden(@TempDir Path folder) throws IOException {
        // Given a server of an earlier release, which does not know the wish
        byte[] export = Files.readAllBytes(Golden.root().resolve("store/src/test/resources/exports/head-1.zip"));
        web.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/zip");
            exchange.sendResponseHeaders(200, export.length);
            exchange.getResponseBody().write(export);
            exchange.close();
        });
        String out = folder.resolve("redacted.zip").toString();

        // When
        int exit = console.run("audit", "export", "--redact", "hosts", "--out", out, "--server", address);

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).singleElement().asString().contains("of an earlier release");
        assertThat(folder).isEmptyDirectory();
    }

    private void answer(int status, String type, String body) {
        web.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            if (status / 100 == 3) exchange.getResponseHeaders().set("Location", "https://other.example/");
            if (status == 401) exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"a proxy\"");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    /** Again and again, for the client may try a second time. */
    private static void answerAndHangUp(ServerSocket socket, String says) {
        try {
            while (true)
                try (Socket connection = socket.accept()) {
                    connection.getInputStream().read(new byte[4096]);
                    if (!says.isEmpty())
                        connection.getOutputStream().write((says + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                }
        } catch (IOException closed) {
            assertThat(socket.isClosed()).isTrue();
        }
    }
}
