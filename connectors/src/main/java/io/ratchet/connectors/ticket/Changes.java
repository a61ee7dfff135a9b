package io.ratchet.connectors.ticket;

/** The change requests of a ticket system: written and said like tickets, and approved or refused there. */
public interface Changes extends Tickets {
    /** What people have made of a change. */
    enum Verdict {
        WAITS,
        APPROVED,
        /** Rejected or cancelled. */
        REFUSED
    }

    /**
     * What is seen of a change.
     *
     * @param id its number now, which is another one where it was merged into another
     * @param url where a person finds it; empty where there is none
     * @param names what it names itself with: the approval is for the plan whose hash stands in it
     * @param status in the system's own words
     * @param by who approved or refused it; empty where the system names nobody, or only our own account
     */
    record Ruling(String id, String url, String names, String status, Verdict verdict, String by) {}

    /** @throws TicketFault {@link TicketFault#gone()} when there is no such change, or it was deleted */
    Ruling ruling(String id) throws TicketFault;
}
