package io.ratchet.connectors.ticket;

import io.ratchet.domain.ticket.Sent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A ticket system did not do what it was asked for; says how sure that is. */
public final class TicketFault extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Sent outcome;
    private final Absence absence;

    /** What a fault says of the ticket itself. */
    private enum Absence {
        NONE,
        GONE,
        HIDDEN
    }

    private TicketFault(String why, Sent outcome, Absence absence, @Nullable Throwable cause) {
        super(why, cause);
        this.outcome = outcome;
        this.absence = absence;
    }

    /** What came of it, where that is anything but done. */
    static TicketFault of(Sent outcome) {
        if (outcome instanceof Sent.Refused refused) return refused(refused.why());
        if (outcome instanceof Sent.ToRetry retry) return retry(retry.why(), retry.after(), null);
        if (outcome instanceof Sent.Unknown unknown) return unknown(unknown.why(), unknown.after(), null);
        throw new IllegalArgumentException("what was done is no fault");
    }

    public static TicketFault refused(String why) {
        return new TicketFault(why, new Sent.Refused(why), Absence.NONE, null);
    }

    /** Nothing has arrived. */
    public static TicketFault retry(String why, @Nullable Duration after, @Nullable Throwable cause) {
        return new TicketFault(why, new Sent.ToRetry(why, after), Absence.NONE, cause);
    }

    /** It may have arrived. */
    public static TicketFault unknown(String why, @Nullable Duration after, @Nullable Throwable cause) {
        return new TicketFault(why, new Sent.Unknown(why, after), Absence.NONE, cause);
    }

    /** There is no such ticket any more; the system itself says so. */
    public static TicketFault gone(String why) {
        return new TicketFault(why, new Sent.Refused(why), Absence.GONE, null);
    }

    /** It may well be there, where this account may not see it. */
    public static TicketFault hidden(String why) {
        return new TicketFault(why, new Sent.Refused(why), Absence.HIDDEN, null);
    }

    public Sent outcome() {
        return outcome;
    }

    public boolean gone() {
        return absence == Absence.GONE;
    }

    public boolean hidden() {
        return absence == Absence.HIDDEN;
    }
}
