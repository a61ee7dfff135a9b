package io.ratchet.connectors.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.ticket.Sent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A letter to a mail server that is not at its best. */
class MailServerTest {
    @Test
    void aLetterThatWasTakenIsDoneHoweverTheFarewellGoes() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            // Given a server that takes the letter and resets the connection when it is told goodbye
            CompletableFuture<Void> talk = CompletableFuture.runAsync(() -> take(server));
            MailServer mail = new MailServer(
                    URI.create("smtp://127.0.0.1:" + server.getLocalPort()),
                    Optional.empty(),
                    "ratchet@corp.example",
                    reference -> {
                        throw new AssertionError("it knows us by our address");
                    },
                    Duration.ofSeconds(20),
                    Clock.systemUTC());

            // When
            Sent sent = mail.send(new MailServer.Letter(
                    mail.id("notice.1"), List.of("night@corp.example"), "Ratchet", "As of then.\n", null, List.of()));

            // Then
            talk.join();
            assertThat(sent).isEqualTo(new Sent.Done("<ratchet.notice.1@corp.example>", ""));
        }
    }

    private static void take(ServerSocket server) {
        try (Socket client = server.accept()) {
            BufferedReader heard =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = client.getOutputStream();
            say(out, "220 ready");
            boolean letter = false;
            for (String line = heard.readLine(); line != null; line = heard.readLine()) {
                if (letter && !line.equals(".")) continue;
                if (line.startsWith("QUIT")) break;
                letter = line.startsWith("DATA");
                say(out, letter ? "354 go on" : "250 fine");
            }
            client.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new IllegalStateException("the mail server of the test", e);
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
