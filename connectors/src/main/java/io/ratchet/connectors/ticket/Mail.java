package io.ratchet.connectors.ticket;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.mail.MailServer;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Letters to an address that makes tickets of them, or to people. A queue is that address. Nothing can be read there:
 * every letter of a ticket goes into one thread, and the same message always under the same Message-ID, by which who
 * receives it twice drops the second.
 */
final class Mail implements Tickets {
    private static final int TEXT = 200_000;

    private final MailServer server;

    Mail(TicketSystem system, Credentials credentials, Duration patience, Clock clock) {
        this.server = new MailServer(
                system.url(),
                system.signsIn() ? Optional.of(system.credential()) : Optional.empty(),
                system.option("from", ""),
                credentials,
                patience,
                clock);
    }

    @Override
    public boolean readable() {
        return false;
    }

    @Override
    public String create(TicketMessage opening) throws TicketFault {
        String id = server.id(opening.ticket().value());
        send(opening, id, null);
        return id;
    }

    @Override
    public void note(String id, TicketMessage message) throws TicketFault {
        send(message, server.id(message.mark().replaceAll("[^0-9A-Za-z-]+", ".")), id);
    }

    private void send(TicketMessage message, String id, @Nullable String answers) throws TicketFault {
        Sent sent = server.send(new MailServer.Letter(
                id,
                List.of(message.queue()),
                message.ticket().marker() + " " + PlainText.line(message.subject(), MailServer.SUBJECT - 20),
                Plain.text(message.text(), TEXT),
                answers,
                message.attachments().stream()
                        .map(file -> new MailServer.Beside(file.name(), file.type(), file.content()))
                        .toList()));
        if (!(sent instanceof Sent.Done)) throw TicketFault.of(sent);
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
