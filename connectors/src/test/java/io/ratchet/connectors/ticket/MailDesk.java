package io.ratchet.connectors.ticket;

import com.icegreen.greenmail.util.GreenMail;
import io.ratchet.domain.ticket.TicketMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A mailbox as whoever reads it sees it: letters in threads, and of two with one number only the first. */
final class MailDesk implements Desk {
    private final GreenMail server;
    private final Tickets tickets;
    private final Tickets withWrongSecret;
    private final Function<URI, Tickets> elsewhere;

    MailDesk(GreenMail server, Tickets tickets, Tickets withWrongSecret, Function<URI, Tickets> elsewhere) {
        this.server = server;
        this.tickets = tickets;
        this.withWrongSecret = withWrongSecret;
        this.elsewhere = elsewhere;
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of();
    }

    @Override
    public Tickets tickets() {
        return tickets;
    }

    @Override
    public Tickets withWrongSecret() {
        return withWrongSecret;
    }

    @Override
    public Tickets at(URI address) {
        return elsewhere.apply(address);
    }

    @Override
    public String queue() {
        return "desk@corp.example";
    }

    @Override
    public String subject(String id) throws MessagingException {
        return first(id).getSubject();
    }

    @Override
    public List<String> files(String id) throws MessagingException, IOException {
        MimeMultipart parts = (MimeMultipart) first(id).getContent();
        List<String> names = new ArrayList<>();
        for (int part = 1; part < parts.getCount(); part++)
            names.add(parts.getBodyPart(part).getFileName());
        return names;
    }

    @Override
    public long times(String id, TicketMessage message) throws MessagingException, IOException {
        Set<String> numbers = new HashSet<>();
        for (MimeMessage letter : server.getReceivedMessages()) {
            String[] answers = letter.getHeader("In-Reply-To");
            String text = ((MimeMultipart) letter.getContent())
                    .getBodyPart(0)
                    .getContent()
                    .toString();
            if (answers != null && Arrays.asList(answers).contains(id) && text.contains(message.text()))
                numbers.add(letter.getMessageID());
        }
        return numbers.size();
    }

    private MimeMessage first(String id) throws MessagingException {
        for (MimeMessage letter : server.getReceivedMessages())
            if (letter.getMessageID().equals(id)) return letter;
        throw new IllegalArgumentException("no letter " + id);
    }

    @Override
    public void writes(String id, String text) {
        throw unseen();
    }

    @Override
    public void closes(String id) {
        throw unseen();
    }

    @Override
    public void deletes(String id) {
        throw unseen();
    }

    @Override
    public boolean merges(String id, String into) {
        throw unseen();
    }

    @Override
    public String person() {
        throw unseen();
    }

    private static UnsupportedOperationException unseen() {
        return new UnsupportedOperationException("what people do with letters is seen by nobody");
    }
}
