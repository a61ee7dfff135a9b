package io.ratchet.domain.ticket;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as we keep it.
 *
 * @param name of the system, for people
 * @param in the ticket system, by its name in the settings
 * @param queue there; a project, where the system calls it so
 * @param owner who is asked; empty: whoever looks after the queue
 * @param byHand what follows when a person closes it while something is still asked
 * @param generation one more each time it was deleted there and written anew
 * @param fingerprint of what was last to be said there
 * @param mergedInto set where {@code state} is MERGED
 * @param there what is known of it in the ticket system; null until it was sent
 */
public record Ticket(
        TicketKey key,
        TicketUnit unit,
        String name,
        String in,
        String queue,
        String owner,
        LocalDate due,
        ByHand byHand,
        int generation,
        State state,
        int hosts,
        int asked,
        String fingerprint,
        Instant changedAt,
        @Nullable TicketKey mergedInto,
        @Nullable There there) {
    /** Where it stands with us. */
    public enum State {
        OPEN,
        /** Every host was seen to need nothing any more. */
        CLOSED,
        /** Its hosts stand in another ticket. */
        MERGED
    }

    /** What follows when a person closes a ticket there and a report still shows what it is about. */
    public enum ByHand {
        REOPEN,
        COMMENT
    }

    /**
     * The ticket in the ticket system.
     *
     * @param id its number or key there
     * @param status in the words of that system; empty before the first look
     * @param open null before the first look
     * @param closedBy who closed it there, as far as it says
     * @param seenAt the last look
     */
    public record There(
            String id,
            String url,
            String status,
            @Nullable Boolean open,
            @Nullable String closedBy,
            @Nullable Instant seenAt) {
        public There {
            Checks.text(id, "the number of a ticket");
        }
    }

    /** The same ticket, which is about another unit from now on. */
    public Ticket about(TicketUnit other) {
        return new Ticket(
                key,
                other,
                name,
                in,
                queue,
                owner,
                due,
                byHand,
                generation,
                state,
                hosts,
                asked,
                fingerprint,
                changedAt,
                null,
                there);
    }

    /** Its hosts stand in {@code into} from now on. */
    public Ticket merge(TicketKey into, Instant at) {
        return new Ticket(
                key,
                unit,
                name,
                in,
                queue,
                owner,
                due,
                byHand,
                generation,
                State.MERGED,
                0,
                0,
                fingerprint,
                at,
                into,
                there);
    }

    /** To be written once more, for it was deleted there. */
    public Ticket anew(TicketKey next, int nextGeneration, Instant at) {
        return new Ticket(
                next,
                unit,
                name,
                in,
                queue,
                owner,
                due,
                byHand,
                nextGeneration,
                state,
                hosts,
                asked,
                fingerprint,
                at,
                null,
                null);
    }

    /** With what is to be said of its hosts now; it has changed where that or the state is another one. */
    public Ticket showing(State now, int ofHosts, int stillAsked, String said, Instant at) {
        boolean same = said.equals(fingerprint) && now == state;
        return new Ticket(
                key,
                unit,
                name,
                in,
                queue,
                owner,
                due,
                byHand,
                generation,
                now,
                ofHosts,
                stillAsked,
                said,
                same ? changedAt : at,
                mergedInto,
                there);
    }

    /** How far one host of a ticket has come. */
    public enum Standing {
        /** A person must do something. */
        ASKED,
        /** Its vendor must release something first. */
        WAITS,
        /** Nothing is asked of a person any more, but no report shows that nothing is left to do. */
        UNPROVEN,
        /** A report shows that nothing is left to do. */
        PROVEN
    }

    /**
     * A host of a ticket.
     *
     * @param goals {@code READY}, {@code ONLY} or both with a blank between: what was asked for
     * @param says why it stands so, with its proof
     */
    public record Host(AssetId asset, Standing standing, String goals, String says) {}

    /**
     * What somebody wrote there.
     *
     * @param id of the note there
     */
    public record Note(String id, String by, Instant at, String text) {}
}
