package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Attachment;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import io.ratchet.domain.ticket.TicketUnit;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
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
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Letters to a real mail server, at which nothing can be looked at. */
class MailTest extends TicketsContract {
    private static final TicketKey KEY = TicketKey.of("mail", TicketUnit.atSite("dv-hub", "UC"), 1);

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
        server.setUser("desk@corp.example", "desk", "other");
        server.setUser("ratchet@corp.example", "ratchet", "secret");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Override
    Desk desk() {
        return new MailDesk(
                server,
                mail("secret", address()),
                mail("wrong", address()),
                // Something else does not greet, which is waited for.
                there -> mail(
                        "secret", URI.create("smtp://127.0.0.1:" + there.getPort()), Map.of(), Duration.ofMillis(200)));
    }

    @Test
    void sendsAnOpeningWithItsKeyItsTextAndItsTable() throws Exception {
        // When
        Sent sent = send(letter("Surface Hub at site UC: install 10.0.15063.1897", "For 12 hosts."), null);

        // Then
        MimeMessage letter = server.getReceivedMessages()[0];
        assertThat(sent).isEqualTo(new Sent.Done("<ratchet." + KEY.value() + "@corp.example>", ""));
        assertThat(letter.getMessageID()).isEqualTo("<ratchet." + KEY.value() + "@corp.example>");
        assertThat(letter.getSubject()).isEqualTo(KEY.marker() + " Surface Hub at site UC: install 10.0.15063.1897");
        assertThat(List.of(letter.getAllRecipients())).hasToString("[desk@corp.example]");
        assertThat(letter.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        MimeMultipart parts = (MimeMultipart) letter.getContent();
        assertThat(parts.getBodyPart(0).getContent().toString().strip()).isEqualTo("For 12 hosts.");
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
        BodyPart table = parts.getBodyPart(1);
        assertThat(table.getFileName()).isEqualTo("hosts.csv");
        assertThat(new String(table.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("asset,says\r\nhub01,old\r\n");
    }

    @Test
    void whatMayHaveArrivedIsSentAgainUnderTheSameMessageId() throws Exception {
        // Given
        String opened = ((Sent.Done) send(letter("phones", "For 12 hosts."), null)).id();
        TicketMessage note = note("Now 12 hosts.");

        // When
        send(note, opened);
        send(note, opened);

        // Then
        MimeMessage[] letters = server.getReceivedMessages();
        assertThat(letters[1].getMessageID()).isNotEqualTo(opened).isEqualTo(letters[2].getMessageID());
        assertThat(letters[1].getHeader("In-Reply-To")).containsExactly(opened);
        assertThat(letters[1].getHeader("References")).containsExactly(opened);
    }

    @Test
    void noTextOfAReportBecomesAHeaderOrAnotherAddress() throws Exception {
        // When
        send(letter("web01 \u202E Bcc: all@x.example \u00e4", ".\r\nRCPT TO:<all@x.example>\r\nDATA\r\n"), null);

        // Then
        MimeMessage letter = server.getReceivedMessages()[0];
        assertThat(List.of(letter.getAllRecipients())).hasToString("[desk@corp.example]");
        assertThat(letter.getSubject()).endsWith("web01 Bcc: all@x.example \u00e4");
        assertThat(((MimeMultipart) letter.getContent())
                        .getBodyPart(0)
                        .getContent()
                        .toString())
                .contains("RCPT TO:<all@x.example>");
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void waitsWithAnAccountThatIsRefused() {
        assertThat(send(mail("wrong", address()), letter("phones", "x"), null)).isInstanceOf(Sent.ToRetry.class);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void isRefusedWhereTheQueueIsNoAddress() {
        TicketMessage elsewhere = new TicketMessage(
                Kind.OPEN, KEY, "desk", "all@x.example, boss", "", "", "phones", "x", null, List.of(), null);
        assertThat(send(elsewhere, null)).isInstanceOf(Sent.Refused.class);
    }

    @Test
    void triesAgainWhereNobodyListens() {
        // Given
        URI nobody = address();
        server.stop();

        // Then
        assertThat(send(mail("secret", nobody), letter("phones", "x"), null)).isInstanceOf(Sent.ToRetry.class);
    }

    @Test
    void takesAnAddressThatTheServerRefusesForRefusedAndOneThatItPutsOffForLater() throws Exception {
        assertThat(answered("550 no such user", "")).isInstanceOf(Sent.Refused.class);
        assertThat(answered("450 try later", "")).isInstanceOf(Sent.ToRetry.class);
    }

    @Test
    void doesNotKnowWhetherALetterArrivedThatWasNotAnswered() throws Exception {
        assertThat(answered("250 ok", "")).isInstanceOf(Sent.Unknown.class);
        assertThat(answered("250 ok", "552 too large")).isInstanceOf(Sent.Refused.class);
        assertThat(answered("250 ok", "250 queued")).isInstanceOf(Sent.Done.class);
    }

    /** @param afterData what it says once the letter is there; empty: it hangs up */
    private static Sent answered(String toAddress, String afterData) throws Exception {
        try (ServerSocket listens = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread speaks = new Thread(() -> speak(listens, toAddress, afterData));
            speaks.start();
            Mail mail = mail("none", URI.create("smtp://127.0.0.1:" + listens.getLocalPort()), Map.of("auth", "none"));
            Sent sent = send(mail, letter("phones", "For 12 hosts."), null);
            speaks.join();
            return sent;
        }
    }

    private static void speak(ServerSocket listens, String toAddress, String afterData) {
        try (Socket socket = listens.accept();
                OutputStream out = socket.getOutputStream();
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            say(out, "220 mail.example");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.split("[ :]")[0].toUpperCase(java.util.Locale.ROOT);
                switch (command) {
                    case "RCPT" -> say(out, toAddress);
                    case "DATA" -> {
                        say(out, "354 go on");
                        String text;
                        do text = in.readLine();
                        while (text != null && !text.equals("."));
                        if (afterData.isEmpty()) return;
                        say(out, afterData);
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private Sent send(TicketMessage message, @Nullable String id) {
        return send(mail("secret", address()), message, id);
    }

    private static Sent send(Mail mail, TicketMessage message, @Nullable String id) {
        return new Delivery(mail).deliver(new TicketCall(message, id, null, false));
    }

    private URI address() {
        return URI.create("smtp://127.0.0.1:" + server.getSmtp().getPort());
    }

    private static Mail mail(String secret, URI server) {
        return mail(secret, server, Map.of());
    }

    private static Mail mail(String secret, URI server, Map<String, String> more) {
        return mail(secret, server, more, Duration.ofSeconds(5));
    }

    private static Mail mail(String secret, URI server, Map<String, String> more, Duration patience) {
        Map<String, String> options = new java.util.HashMap<>(more);
        options.put("from", "ratchet@corp.example");
        return new Mail(
                new TicketSystem("desk", TicketSystem.Kind.MAIL, server, "file:mail", "desk@corp.example", options),
                reference -> new Account("ratchet", secret),
                patience,
                Clock.systemUTC());
    }

    private static TicketMessage letter(String subject, String text) {
        return new TicketMessage(
                Kind.OPEN,
                KEY,
                "desk",
                "desk@corp.example",
                "uc-team",
                "",
                subject,
                text,
                null,
                List.of(new Attachment("hosts.csv", "text/csv", "asset,says\r\nhub01,old\r\n")),
                null);
    }

    private static TicketMessage note(String text) {
        return new TicketMessage(
                Kind.UPDATE,
                KEY,
                "desk",
                "desk@corp.example",
                "",
                "[" + KEY + "#7]",
                "phones",
                text,
                null,
                List.of(),
                null);
    }
}
