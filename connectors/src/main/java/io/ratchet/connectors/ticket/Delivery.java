package io.ratchet.connectors.ticket;

import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings one message into a ticket system so that it stands there once, however often it is tried: an opening is looked
 * for by its key, anything else by its mark, and every step that stands already is left out.
 */
final class Delivery {
    private final Tickets tickets;

    Delivery(Tickets tickets) {
        this.tickets = tickets;
    }

    Sent deliver(TicketCall call) {
        try {
            if (call.message().kind() == Kind.OPEN) return call.doubted() ? lookFor(call) : open(call.message());
            return say(call);
        } catch (TicketFault e) {
            return call.doubted() ? stillDoubted(e.outcome()) : e.outcome();
        }
    }

    /** A look that failed says nothing of what was sent before. */
    private static Sent stillDoubted(Sent outcome) {
        if (outcome instanceof Sent.ToRetry retry) return new Sent.Unknown(retry.why(), retry.after());
        return outcome;
    }

    private Sent open(TicketMessage message) throws TicketFault {
        String id = tickets.create(message);
        if (!tickets.readable()) return new Sent.Done(id, "");
        Tickets.View view;
        try {
            view = tickets.read(id, Set.of());
        } catch (TicketFault e) {
            return new Sent.Unknown("The ticket was written as " + id + " and not read back: " + e.getMessage(), null);
        }
        if (view.subject().contains(message.ticket().value())) return new Sent.Done(view.id(), view.url());
        return new Sent.Refused("The ticket system wrote ticket " + id + " without its key "
                + message.ticket().value() + " in the subject; let it keep subjects as they are sent.");
    }

    private Sent lookFor(TicketCall call) throws TicketFault {
        TicketMessage message = call.message();
        if (!tickets.readable()) return new Sent.ToRetry("Nothing can be looked for there.", null);
        List<String> found = tickets.find(message.ticket(), message.queue());
        if (found.isEmpty()) return new Sent.ToRetry("No ticket with the key " + message.ticket() + " is there.", null);
        Tickets.View view = tickets.read(Tickets.oldest(found), Set.of());
        return new Sent.Done(view.id(), view.url());
    }

    private Sent say(TicketCall call) throws TicketFault {
        TicketMessage message = call.message();
        @Nullable String id = call.id();
        if (id == null) return new Sent.Refused("There is no ticket to say it in.");
        if (!tickets.readable()) {
            tickets.note(id, message);
            return new Sent.Done(id, "");
        }
        Tickets.View view = tickets.read(id, Set.of());
        if (!view.marks().contains(message.mark())) {
            if (call.doubted()) return new Sent.ToRetry("The note is not there.", Duration.ZERO);
            tickets.note(view.id(), message);
        }
        boolean merged = view.id().equals(call.into());
        boolean close = closes(message, view) && !merged;
        if (message.kind() == Kind.MERGE && call.into() != null && !merged) tickets.link(view.id(), call.into());
        if (view.open() ? close : message.kind() == Kind.REOPEN) tickets.move(view.id(), !close);
        return readBack(view.id(), message, close);
    }

    /** What people merged ours into there is theirs to close, unless it is one of Ratchet's itself. */
    private static boolean closes(TicketMessage message, Tickets.View view) {
        boolean done = message.kind() == Kind.CLOSE || message.kind() == Kind.MERGE;
        return done && Plain.KEY.matcher(view.subject()).find();
    }

    private Sent readBack(String id, TicketMessage message, boolean close) throws TicketFault {
        Tickets.View view = tickets.read(id, Set.of());
        if (!view.marks().contains(message.mark()))
            return new Sent.Unknown("The note was written and does not stand there.", null);
        if (close ? view.open() : message.kind() == Kind.REOPEN && !view.open())
            return new Sent.Refused("Ticket " + view.id() + " stays '" + view.status()
                    + "' although it was asked to be " + (close ? "closed" : "opened")
                    + "; allow this account the change of status in the workflow.");
        return new Sent.Done(view.id(), view.url());
    }
}
