package io.ratchet.store;

import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.TicketKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The changes that sites want for plans in their own ticket systems. */
public interface ChangeBook {
    Optional<ChangeRequest> find(TicketKey key);

    /** The change of a remediation. */
    Optional<ChangeRequest> of(String remediation);

    /** Those whose remediation has not ended, by its id. */
    Map<String, ChangeRequest> open();

    /** Of the plans that wait for an approval, by their cohort, how many of their changes stand in which state. */
    Map<String, Map<ChangeRequest.State, Long>> ofCohorts();

    /** Keeps a change, a new one included. */
    void keep(ChangeRequest change);

    /**
     * Remediations that have not ended and have no change yet, those proposed first first.
     *
     * @param site in whatever case; empty: of every site
     */
    List<String> unasked(Optional<String> site, int limit);

    /** Those whose remediation has ended and that have not. */
    List<ChangeRequest> over(int limit);

    /** Those with this number there, in whatever case. */
    List<ChangeRequest> numbered(String in, String number);

    /** Those with a number there that have not ended and were last looked at before a moment, longest ago first. */
    List<ChangeRequest> toLookAt(String in, Instant before, int limit);

    /** The last ones that changed, newest first. */
    default List<ChangeRequest> newest(int limit) {
        return newest(null, limit);
    }

    /** @param after the last one of the page before, as it was then; null: from the newest on */
    List<ChangeRequest> newest(@Nullable Seen after, int limit);

    /** Where a page of those that changed last ends. */
    record Seen(Instant at, TicketKey key) {
        public static Seen of(ChangeRequest change) {
            return new Seen(change.changedAt(), change.key());
        }
    }

    /**
     * By key: an order that nothing that becomes of one changes, so that each is on one page.
     *
     * @param after the last one of the page before; null: from the beginning
     */
    List<ChangeRequest> page(@Nullable TicketKey after, int limit);
}
