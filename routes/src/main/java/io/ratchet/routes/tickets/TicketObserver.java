package io.ratchet.routes.tickets;

import io.ratchet.domain.ticket.Sent;

/** Told what comes of sending, and what ticket systems tell by themselves. */
public interface TicketObserver {
    /** @param in the ticket system, by its name in the settings */
    void sent(String in, Sent outcome);

    /** Something was told in the name of a ticket system. */
    void heard(TicketHooks.Heard what);

    static TicketObserver none() {
        return new TicketObserver() {
            @Override
            public void sent(String in, Sent outcome) {}

            @Override
            public void heard(TicketHooks.Heard what) {}
        };
    }
}
