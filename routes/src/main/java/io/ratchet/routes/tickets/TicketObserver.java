package io.ratchet.routes.tickets;

import io.ratchet.domain.ticket.Sent;

/** Told what comes of sending. */
@FunctionalInterface
public interface TicketObserver {
    /** @param in the ticket system, by its name in the settings */
    void sent(String in, Sent outcome);

    static TicketObserver none() {
        return (in, outcome) -> {};
    }
}
