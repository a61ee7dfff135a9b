package io.ratchet.connectors.mail;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.http.Http;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.Checks;
import io.ratchet.domain.ticket.Sent;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes letters, by TLS 1.2 or newer unless it is on this machine. Text is plain and comes from outside: none of it
 * becomes a header, another address or markup. Safe for use by many threads.
 */
public final class MailServer {
    /** Of a subject, in characters; what is longer is cut. */
    public static final int SUBJECT = 200;

    private static final Logger LOG = LoggerFactory.getLogger(MailServer.class);
    private static final Duration ACCOUNT_PAUSE = Duration.ofMinutes(5);

    private final URI url;
    private final Optional<String> credential;
    private final Credentials credentials;
    private final Duration patience;
    private final Clock clock;
    private final InternetAddress from;

    /**
     * @param url {@code smtp://HOST:PORT}, by STARTTLS, or {@code smtps://HOST:PORT}
     * @param credential reference of our account there; empty: it knows us by our address
     * @param from the address that letters come from
     * @param patience how long an answer is waited for
     */
    public MailServer(
            URI url,
            Optional<String> credential,
            String from,
            Credentials credentials,
            Duration patience,
            Clock clock) {
        Checks.that(isServer(url), "the address of a mail server");
        this.url = url;
        this.credential = credential;
        this.credentials = credentials;
        this.patience = patience;
        this.clock = clock;
        try {
            this.from = new InternetAddress(from, true);
        } catch (AddressException e) {
            throw new IllegalArgumentException("the address that letters come from: " + from, e);
        }
    }

    /** Whether it is {@code smtp://HOST} or {@code smtps://HOST}, without a user in it. */
    public static boolean isServer(URI url) {
        boolean mail = "smtp".equals(url.getScheme()) || "smtps".equals(url.getScheme());
        return mail && url.getHost() != null && url.getUserInfo() == null;
    }

    /**
     * A letter.
     *
     * @param id its Message-ID, by which who receives it twice drops the second
     * @param to one address or more; where the server refuses one of them it gets none of the letter
     * @param subject one line, whatever is in it
     * @param text shown as it is
     * @param answers Message-ID of the letter in whose thread it belongs; null: it begins one
     */
    public record Letter(
            String id,
            List<String> to,
            String subject,
            String text,
            @Nullable String answers,
            List<Beside> files) {
        public Letter {
            to = List.copyOf(to);
            files = List.copyOf(files);
        }
    }

    /** A file beside the text. */
    public record Beside(String name, String type, String content) {}

    /** A Message-ID of ours; {@code local} is made of letters, digits, dots and hyphens. */
    public String id(String local) {
        return "<ratchet." + local + "@" + domain() + ">";
    }

    /**
     * Sends it. Done with its Message-ID; Unknown where the server did not answer when it had the letter.
     *
     * @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID where the account cannot be read; nothing was
     *     sent then
     */
    public Sent send(Letter letter) {
        Optional<Credentials.Account> account = credential.map(credentials::resolve);
        Session session = Session.getInstance(settings());
        MimeMessage message;
        InternetAddress[] to = new InternetAddress[letter.to().size()];
        try {
            for (int i = 0; i < to.length; i++)
                to[i] = new InternetAddress(letter.to().get(i), true);
        } catch (AddressException e) {
            return new Sent.Refused(
                    "'" + PlainText.line(String.join(", ", letter.to()), 100) + "' is no address for letters.");
        }
        try {
            message = message(session, letter);
            message.setRecipients(Message.RecipientType.TO, to);
            message.saveChanges();
        } catch (MessagingException e) {
            return new Sent.Refused("No letter can be made of it: " + reason(e));
        }
        Transport transport;
        try {
            transport = session.getTransport(scheme());
        } catch (MessagingException e) {
            return new Sent.Refused("No letter can be sent: " + reason(e));
        }
        try {
            Optional<Sent> unreached = connect(transport, account);
            if (unreached.isPresent()) return unreached.get();
            transport.sendMessage(message, to);
            return new Sent.Done(letter.id(), "");
        } catch (MessagingException e) {
            return failed(e);
        } finally {
            leave(transport);
        }
    }

    /** What came of the letter was said before; a farewell that goes wrong makes no other outcome of it. */
    private static void leave(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debug("A mail server broke off the farewell: {}", reason(e));
        }
    }

    private MimeMessage message(Session session, Letter letter) throws MessagingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", letter.id());
            }
        };
        message.setFrom(from);
        message.setHeader(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
        message.setSubject(PlainText.line(letter.subject(), SUBJECT), StandardCharsets.UTF_8.name());
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: nobody's absence answers it
        if (letter.answers() != null) {
            message.setHeader("In-Reply-To", letter.answers());
            message.setHeader("References", letter.answers());
        }
        MimeBodyPart text = new MimeBodyPart();
        text.setText(letter.text(), StandardCharsets.UTF_8.name(), "plain");
        MimeMultipart parts = new MimeMultipart(text);
        for (Beside file : letter.files()) {
            MimeBodyPart part = new MimeBodyPart();
            part.setDataHandler(new DataHandler(
                    new ByteArrayDataSource(file.content().getBytes(StandardCharsets.UTF_8), file.type())));
            part.setFileName(file.name());
            parts.addBodyPart(part);
        }
        message.setContent(parts);
        return message;
    }

    private String domain() {
        return from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
    }

    private String scheme() {
        return String.valueOf(url.getScheme());
    }

    /** TLS from the first byte or by STARTTLS, never without but on this machine. */
    private Properties settings() {
        Properties settings = new Properties();
        String prefix = "mail." + scheme() + ".";
        boolean here = Http.staysHere(url);
        String millis = Long.toString(patience.toMillis());
        settings.setProperty(prefix + "connectiontimeout", millis);
        settings.setProperty(prefix + "timeout", millis);
        settings.setProperty(prefix + "writetimeout", millis);
        settings.setProperty(prefix + "starttls.enable", "true");
        settings.setProperty(prefix + "starttls.required", Boolean.toString(!here));
        settings.setProperty(prefix + "ssl.protocols", "TLSv1.3 TLSv1.2");
        settings.setProperty(prefix + "ssl.checkserveridentity", "true");
        settings.setProperty(prefix + "auth", Boolean.toString(credential.isPresent()));
        settings.setProperty(prefix + "localhost", domain());
        return settings;
    }

    /** Empty: it is connected. */
    private Optional<Sent> connect(Transport transport, Optional<Credentials.Account> account) {
        try {
            if (account.isPresent())
                transport.connect(
                        url.getHost(),
                        url.getPort(),
                        account.get().user(),
                        account.get().password());
            else transport.connect(url.getHost(), url.getPort(), null, null);
            return Optional.empty();
        } catch (AuthenticationFailedException e) {
            return Optional.of(new Sent.ToRetry("The mail server refuses our account: " + reason(e), ACCOUNT_PAUSE));
        } catch (MessagingException e) {
            return Optional.of(new Sent.ToRetry("The mail server cannot be reached: " + reason(e), null));
        }
    }

    /** What the server answered to an address or to the letter; without an answer it may have taken it. */
    private static Sent failed(MessagingException e) {
        int code = 0;
        for (Exception each = e; each != null && code == 0; each = next(each)) code = code(each);
        String why = "The mail server answered " + code + ": " + reason(e);
        if (code / 100 == 4) return new Sent.ToRetry(why, null);
        if (code / 100 == 5) return new Sent.Refused(why);
        return new Sent.Unknown("The mail server gave no answer: " + reason(e), null);
    }

    private static @Nullable Exception next(Exception e) {
        return e instanceof MessagingException failed ? failed.getNextException() : null;
    }

    private static int code(Exception e) {
        if (e instanceof SMTPAddressFailedException refused) return refused.getReturnCode();
        if (e instanceof SMTPSenderFailedException refused) return refused.getReturnCode();
        return e instanceof SMTPSendFailedException refused ? refused.getReturnCode() : 0;
    }

    private static String reason(MessagingException e) {
        Exception last = e;
        for (Exception each = next(e); each != null; each = next(each)) last = each;
        return PlainText.line(String.valueOf(last.getMessage()), 200);
    }
}
