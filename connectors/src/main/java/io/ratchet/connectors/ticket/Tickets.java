package io.ratchet.connectors.ticket;

import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ticket system. All text is plain and comes from outside: an implementation sees to it that nothing of it becomes
 * markup, a header or a query. Safe for use by many threads.
 */
public interface Tickets {
    /**
     * What is seen of a ticket.
     *
     * @param id its number now, which is another one where it was merged into another ticket
     * @param url where a person finds it; empty where there is none
     * @param status in the system's own words
     * @param closedBy who closed it; null while it is open, or where the system does not say
     * @param marks all our marks that stand in what was said there
     * @param notes what others wrote, but those that the caller knows
     */
    record View(
            String id,
            String url,
            String subject,
            String status,
            boolean open,
            @Nullable String closedBy,
            @Nullable Instant closedAt,
            Set<String> marks,
            List<Ticket.Note> notes) {
        public View {
            marks = Set.copyOf(marks);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Whether tickets can be looked for and read. Where not, as with mail, what may have arrived is sent again in the
     * same words, under the same message id.
     */
    boolean readable();

    /** Writes a new ticket and returns its number. */
    String create(TicketMessage opening) throws TicketFault;

    /**
     * The numbers of all tickets in whose subject the key stands, closed ones included.
     *
     * @throws TicketFault also when an empty answer cannot be told from an answer that is withheld
     */
    List<String> find(TicketKey key, String queue) throws TicketFault;

    /**
     * @param known ids of notes that need not be read again
     * @throws TicketFault {@link TicketFault#gone()} when there is no such ticket, or it was deleted
     */
    View read(String id, Set<String> known) throws TicketFault;

    /** Writes a note with the message's text, mark and attachments. */
    void note(String id, TicketMessage message) throws TicketFault;

    /** Opens or closes it; the caller reads it back. */
    void move(String id, boolean open) throws TicketFault;

    /** Says that its hosts stand in another ticket now. */
    void link(String id, String into) throws TicketFault;

    /** Its change requests; empty where it has none that Ratchet knows of. */
    default Optional<Changes> changes() {
        return Optional.empty();
    }

    /** Of several numbers that were given one after the other, as when a request was carried out twice, the first. */
    static String oldest(List<String> ids) {
        return ids.stream()
                .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }
}
