package io.ratchet.connectors.ticket;

import io.ratchet.domain.ticket.TicketMessage;
import org.jspecify.annotations.Nullable;

/**
 * One turn of sending.
 *
 * @param id of the ticket there; null while there is none
 * @param into of the ticket into which this one is merged; null for all other messages
 * @param doubted whether it was sent before and may have arrived: then it is only looked for, and
 *     {@link io.ratchet.domain.ticket.Sent.ToRetry} says that it is not there
 */
public record TicketCall(
        TicketMessage message,
        @Nullable String id,
        @Nullable String into,
        boolean doubted) {}
