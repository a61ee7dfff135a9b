package io.ratchet.connectors.ticket;

import io.ratchet.connectors.Credentials;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
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
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Letters to an address that makes tickets of them, or to people. A queue is that address. Nothing can be read there:
 * every letter of a ticket goes into one thread, and the same message always under the same Message-ID, by which who
 * receives it twice drops the second.
 */
final class Mail implements Tickets {
    private static final int SUBJECT = 200;
    private static final int TEXT = 200_000;
    private static final Duration ACCOUNT_PAUSE = Duration.ofMinutes(5);

    private final TicketSystem system;
    private final Credentials credentials;
    private final Duration patience;
    private final Clock clock;
    private final InternetAddress from;

    Mail(TicketSystem system, Credentials credentials, Duration patience, Clock clock) {
        this.system = system;
        this.credentials = credentials;
        this.patience = patience;
        this.clock = clock;
        try {
            this.from = new InternetAddress(system.option("from", ""), true);
        } catch (AddressException e) {
            throw new IllegalArgumentException("the address that letters come from: " + system.option("from", ""), e);
        }
    }

    @Override
    public boolean readable() {
        return false;
    }

    @Override
    public String create(TicketMessage opening) throws TicketFault {
        String id = id(opening.ticket().value());
        send(opening, id, null);
        return id;
    }

    @Override
    public void note(String id, TicketMessage message) throws TicketFault {
        send(message, id(message.mark().replaceAll("[^0-9A-Za-z-]+", ".")), id);
    }

    private String id(String local) {
        String address = from.getAddress();
        return "<ratchet." + local + address.substring(address.lastIndexOf('@')) + ">";
    }

    private void send(TicketMessage message, String id, @Nullable String answers) throws TicketFault {
        Session session = Session.getInstance(settings());
        InternetAddress to = address(message.queue());
        MimeMessage letter;
        try {
            letter = letter(session, message, id, answers);
            letter.setRecipient(Message.RecipientType.TO, to);
            letter.saveChanges();
        } catch (MessagingException e) {
            throw TicketFault.refused("No letter can be made of it: " + reason(e));
        }
        try (Transport transport = session.getTransport(scheme())) {
            connect(transport);
            transport.sendMessage(letter, new InternetAddress[] {to});
        } catch (MessagingException e) {
            throw fault(e);
        }
    }

    private MimeMessage letter(Session session, TicketMessage message, String id, @Nullable String answers)
            throws MessagingException {
        MimeMessage letter = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        letter.setFrom(from);
        letter.setSentDate(Date.from(clock.instant()));
        letter.setSubject(
                message.ticket().marker() + " " + Plain.line(message.subject(), SUBJECT - 20),
                StandardCharsets.UTF_8.name());
        letter.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: nobody's absence answers it
        if (answers != null) {
            letter.setHeader("In-Reply-To", answers);
            letter.setHeader("References", answers);
        }
        MimeBodyPart text = new MimeBodyPart();
        text.setText(Plain.text(message.text(), TEXT), StandardCharsets.UTF_8.name(), "plain");
        MimeMultipart parts = new MimeMultipart(text);
        for (TicketMessage.Attachment file : message.attachments()) {
            MimeBodyPart part = new MimeBodyPart();
            part.setDataHandler(new DataHandler(
                    new ByteArrayDataSource(file.content().getBytes(StandardCharsets.UTF_8), file.type())));
            part.setFileName(file.name());
            parts.addBodyPart(part);
        }
        letter.setContent(parts);
        return letter;
    }

    private static InternetAddress address(String queue) throws TicketFault {
        try {
            return new InternetAddress(queue, true);
        } catch (AddressException e) {
            throw TicketFault.refused("'" + Plain.line(queue, 100) + "' is no address for letters.");
        }
    }

    private String scheme() {
        return String.valueOf(system.url().getScheme());
    }

    /** TLS from the first byte or by STARTTLS, never without but on this machine. */
    private Properties settings() {
        Properties settings = new Properties();
        String prefix = "mail." + scheme() + ".";
        URI server = system.url();
        boolean here = TicketSystem.onThisMachine(server);
        String millis = Long.toString(patience.toMillis());
        settings.setProperty(prefix + "connectiontimeout", millis);
        settings.setProperty(prefix + "timeout", millis);
        settings.setProperty(prefix + "writetimeout", millis);
        settings.setProperty(prefix + "starttls.enable", "true");
        settings.setProperty(prefix + "starttls.required", Boolean.toString(!here));
        settings.setProperty(prefix + "ssl.protocols", "TLSv1.3 TLSv1.2");
        settings.setProperty(prefix + "ssl.checkserveridentity", "true");
        settings.setProperty(prefix + "auth", Boolean.toString(system.signsIn()));
        settings.setProperty(
                prefix + "localhost",
                from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1));
        return settings;
    }

    private void connect(Transport transport) throws TicketFault {
        URI server = system.url();
        try {
            if (system.signsIn()) {
                Credentials.Account account = credentials.resolve(system.credential());
                transport.connect(server.getHost(), server.getPort(), account.user(), account.password());
            } else transport.connect(server.getHost(), server.getPort(), null, null);
        } catch (AuthenticationFailedException e) {
            throw TicketFault.retry("The mail server refuses our account: " + reason(e), ACCOUNT_PAUSE, e);
        } catch (MessagingException e) {
            throw TicketFault.retry("The mail server cannot be reached: " + reason(e), null, e);
        }
    }

    /** What the server answered to an address or to the letter; without an answer it may have taken it. */
    private static TicketFault fault(MessagingException e) {
        int code = 0;
        for (Exception each = e; each != null && code == 0; each = next(each)) code = code(each);
        String why = "The mail server answered " + code + ": " + reason(e);
        if (code / 100 == 4) return TicketFault.retry(why, null, e);
        if (code / 100 == 5) return TicketFault.refused(why);
        return TicketFault.unknown("The mail server gave no answer: " + reason(e), null, e);
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
        return Plain.line(String.valueOf(last.getMessage()), 200);
    }

    @Override
    public List<String> find(TicketKey key, String queue) throws TicketFault {
        throw unreadable();
    }

    @Override
    public View read(String id, Set<String> known) throws TicketFault {
        throw unreadable();
    }

    /** The letter's text says it; there is nothing else to move. */
    @Override
    public void move(String id, boolean open) {}

    /** The letter names the other ticket. */
    @Override
    public void link(String id, String into) {}

    private static TicketFault unreadable() {
        return TicketFault.refused("What was sent by mail cannot be looked at.");
    }
}
