package io.ratchet.connectors.wsman;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.fixture.Peer;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.connectors.wsman.Shell.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a command is given to read. */
class InputTest {
    private static final String SHELL = "<w:Selector xmlns:w=\"w\" Name=\"ShellId\">S1</w:Selector>";
    private static final String COMMAND = "<CommandId>C1</CommandId>";
    private static final String DONE =
            "<r><CommandState State=\"x/CommandState/Done\"><ExitCode>9009</ExitCode></CommandState></r>";

    private final List<String> asked = new CopyOnWriteArrayList<>();

    @Test
    void isSentInPartsOfWhichTheLastSaysSo() throws IOException {
        // Given
        byte[] input = "x".repeat(130_000).getBytes(StandardCharsets.US_ASCII);
        // When
        Output output = output(input, "200 OK", "<sent/>");
        // Then
        List<String> sent = sent();
        assertThat(sent).hasSize(3);
        assertThat(sent).filteredOn(part -> part.contains("End=\"true\"")).containsExactly(sent.get(2));
        assertThat(sent).allSatisfy(part -> assertThat(part).contains("<rsp:Stream Name=\"stdin\" CommandId=\"C1\""));
        StringBuilder all = new StringBuilder();
        for (String part : sent) all.append(decoded(part));
        assertThat(all).hasToString("x".repeat(130_000));
        assertThat(asked.get(1)).contains("<w:Option Name=\"WINRS_CONSOLEMODE_STDIN\">FALSE</w:Option>");
        assertThat(output.exitCode()).isEqualTo(9009);
    }

    @Test
    void thatACommandDoesNotWantIsSentNoFurtherAndTheCommandSaysWhatBecameOfIt() throws IOException {
        // Given
        String gone = "<f:WSManFault xmlns:f=\"f\" Code=\"2150858843\"/>";
        // When
        Output output = output(new byte[130_000], "500 Internal Server Error", gone);
        // Then
        assertThat(sent()).hasSize(1);
        assertThat(output.done()).isTrue();
        assertThat(output.exitCode()).isEqualTo(9009);
    }

    private Output output(byte[] input, String status, String toSend) throws IOException {
        try (Peer peer = Peer.that(socket -> serve(socket, status, toSend));
                Shell shell = Shell.open(new Endpoint(
                        peer.host(),
                        peer.port(),
                        Optional.empty(),
                        new Account("administrator", "Gans&Ente"),
                        Authentication.BASIC,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5)))) {
            shell.start("powershell", input);
            return shell.next(Duration.ofSeconds(1));
        }
    }

    private void serve(Socket socket, String status, String toSend) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int length = 0;
            for (; !line.isEmpty(); line = in.readLine())
                if (line.startsWith("Content-Length: ")) length = Integer.parseInt(line.substring(16));
            char[] body = new char[length];
            for (int read = 0; read < length; ) read += in.read(body, read, length - read);
            String request = new String(body);
            asked.add(request);
            if (request.contains("/Create")) answer(socket, "200 OK", SHELL);
            else if (request.contains("/Command<")) answer(socket, "200 OK", COMMAND);
            else if (request.contains("/Send<")) answer(socket, status, toSend);
            else answer(socket, "200 OK", DONE);
        }
    }

    private static void answer(Socket socket, String status, String body) throws IOException {
        String text = "HTTP/1.1 " + status + "\r\nContent-Type: application/soap+xml\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> sent() {
        return asked.stream().filter(request -> request.contains("/Send<")).toList();
    }

    private static String decoded(String part) {
        String base64 = part.replaceFirst("(?s).*<rsp:Stream [^>]*>", "").replaceFirst("(?s)<.*", "");
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
    }
}
