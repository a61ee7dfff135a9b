package io.ratchet.connectors.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.notice.Notice;
import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Letters to a real mail server. */
class MailNoticesTest extends NoticesContract {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
        server.setUser("night@corp.example", "night", "other");
        server.setUser("ratchet@corp.example", "ratchet", SECRET);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Override
    Reader reader() {
        return new Reader() {
            @Override
            public Notices notices() {
                return told(reference -> new Account("ratchet", SECRET));
            }

            @Override
            public Notices failing() {
                return told(reference -> new Account("ratchet", "wrong-" + SECRET));
            }

            @Override
            public List<String> read() throws Exception {
                // Each of those to whom it goes has it; it is one letter all the same.
                Map<String, String> read = new LinkedHashMap<>();
                for (MimeMessage letter : server.getReceivedMessages())
                    read.put(letter.getMessageID(), letter.getSubject() + "\n" + text(letter));
                return List.copyOf(read.values());
            }

            @Override
            public List<String> does() throws Exception {
                Set<String> does = new TreeSet<>();
                for (MimeMessage letter : server.getReceivedMessages()) {
                    for (Address to : letter.getAllRecipients())
                        if (!to.toString().matches("(night|boss)@corp\\.example")) does.add("goes to " + to);
                    if (letter.getHeader("Bcc") != null) does.add("has a header of its own");
                    MimeMultipart parts = (MimeMultipart) letter.getContent();
                    for (int part = 0; part < parts.getCount(); part++)
                        if (!parts.getBodyPart(part).getContentType().startsWith("text/plain")) does.add("markup");
                    text(letter)
                            .lines()
                            .filter(line -> line.startsWith("Open in Ratchet: "))
                            .forEach(line -> does.add("leads to " + line.substring("Open in Ratchet: ".length())));
                }
                return List.copyOf(does);
            }

            @Override
            public long largest() throws Exception {
                long largest = 0;
                for (MimeMessage letter : server.getReceivedMessages())
                    largest = Math.max(largest, text(letter).length());
                return largest;
            }

            @Override
            public long most() {
                return 100_200;
            }
        };
    }

    @Override
    Notices withoutSecret() {
        return told(reference -> {
            throw FailureException.of(FailureCode.CONFIG_INVALID, "The reference leads nowhere.");
        });
    }

    @Test
    void theReportIsBesideItAsAFileAndTheSameNoticeHasTheSameMessageId() throws Exception {
        // Given
        Notice report = new Notice(
                Notice.Event.REPORT,
                "desk",
                "notice:desk:report:2018-09-20",
                "The last 24 hours: 30 Verified",
                "As of then.",
                "/night",
                Optional.of(new Notice.Report("ratchet-night.txt", "ASSET  OUTCOME\nweb01  Verified\n")));
        Notices notices = reader().notices();

        // When
        notices.tell(report);
        notices.tell(report);

        // Then
        MimeMessage letter = server.getReceivedMessages()[0];
        Set<String> ids = new TreeSet<>();
        for (MimeMessage each : server.getReceivedMessages()) ids.add(each.getMessageID());
        assertThat(ids).containsExactly("<ratchet.notice." + report.id() + "@corp.example>");
        assertThat(letter.getSubject()).isEqualTo("Ratchet: The last 24 hours: 30 Verified");
        assertThat(letter.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        BodyPart file = ((MimeMultipart) letter.getContent()).getBodyPart(1);
        assertThat(file.getFileName()).isEqualTo("ratchet-night.txt");
        assertThat(new String(file.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("ASSET  OUTCOME\nweb01  Verified\n");
    }

    private static String text(MimeMessage letter) throws Exception {
        return ((MimeMultipart) letter.getContent())
                .getBodyPart(0)
                .getContent()
                .toString()
                .replace("\r\n", "\n");
    }

    private Notices told(Credentials credentials) {
        URI here = URI.create("smtp://127.0.0.1:" + server.getSmtp().getPort());
        return new MailNotices(
                new NoticeReceiver(
                        "desk",
                        NoticeReceiver.Kind.MAIL,
                        Optional.of("file:mail"),
                        Optional.of(new NoticeReceiver.ByMail(
                                here, "ratchet@corp.example", List.of("night@corp.example", "boss@corp.example")))),
                LINK,
                credentials,
                Duration.ofSeconds(5),
                Clock.systemUTC());
    }
}
