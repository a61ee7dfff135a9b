/**
 * The Camel component {@code ticket:} and the ticket systems behind it. It takes a
 * {@link io.ratchet.connectors.ticket.TicketCall} as body and leaves what came of it, a
 * {@link io.ratchet.domain.ticket.Sent}.
 *
 * <p>Every system is an implementation of {@link io.ratchet.connectors.ticket.Tickets}. None is believed by its status
 * codes alone: what was written is read back, and what may have arrived is looked for by our key.
 *
 * <p>The configurers and the metadata under {@code src/generated} are written by {@code mvn
 * org.apache.camel:camel-package-maven-plugin:generate -pl connectors} and committed; run it after changing an option.
 */
@NullMarked
package io.ratchet.connectors.ticket;

import org.jspecify.annotations.NullMarked;
