/**
 * From a decision that only people can carry out to a ticket in their ticket system, once, and back. A round puts what
 * is to be said into the outbox, in its own transaction ({@link io.ratchet.routes.tickets.TicketRounds}); the route
 * sends it afterwards ({@link io.ratchet.routes.tickets.TicketSender}); what people do there is looked at
 * ({@link io.ratchet.routes.tickets.TicketSync}).
 */
@NullMarked
package io.ratchet.routes.tickets;

import org.jspecify.annotations.NullMarked;
