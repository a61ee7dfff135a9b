package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketUnit;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tickets, their hosts, and what is known of them in the ticket systems. */
public interface TicketBook {
    /** A host and the ticket it stands in. */
    record Member(TicketKey ticket, Ticket.Host host) {}

    Optional<Ticket> find(TicketKey key);

    /** The unit's ticket, unless it was merged into another one. */
    Optional<Ticket> of(TicketUnit unit);

    /** How many tickets the unit had, those counted that were merged or deleted. */
    int generations(TicketUnit unit);

    /** All, those that are open first, then by key. */
    List<Ticket> list();

    /**
     * The same page by page.
     *
     * @param after the last one of the page before, as it was then; null: from the beginning
     */
    List<Ticket> list(@Nullable Seen after, int limit);

    /** Where a page of those that are open first ends. */
    record Seen(Ticket.State state, TicketKey key) {
        public static Seen of(Ticket ticket) {
            return new Seen(ticket.state(), ticket.key());
        }
    }

    /**
     * By key: an order that nothing that becomes of one changes, so that each is on one page.
     *
     * @param after the last one of the page before; null: from the beginning
     */
    List<Ticket> page(@Nullable TicketKey after, int limit);

    /** Where these assets stand; not in tickets that were merged into others. */
    List<Member> members(Set<AssetId> assets);

    /** By asset. */
    List<Ticket.Host> hosts(TicketKey key);

    /** Keeps our side of a ticket, a new one included; what is known of it there stays as it is. */
    void keep(Ticket ticket);

    /** Gives a ticket another key, under which it has not been sent anywhere yet. */
    void rename(TicketKey before, TicketKey after);

    void keep(TicketKey key, Collection<Ticket.Host> hosts, Collection<AssetId> gone);

    /** Keeps what is known of it there. */
    void keep(TicketKey key, Ticket.There there);

    /** Those with this number there, in whatever case; several where one was merged into another there. */
    List<Ticket> numbered(String in, String number);

    /** Those with a number there that were last looked at before a moment, longest ago first. */
    List<Ticket> toLookAt(String in, Instant before, int limit);

    /** False: the note is known. */
    boolean note(TicketKey key, Ticket.Note note);

    /** What people wrote there, oldest first. */
    List<Ticket.Note> notes(TicketKey key);
}
