package io.ratchet.connectors.ticket;

import io.ratchet.domain.ticket.Sent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A ticket system did not do what it was asked for; says how sure that is. */
public final class TicketFault extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Sent outcome;
    private final boolean gone;

    private TicketFault(String why, Sent outcome, boolean gone, @Nullable Throwable cause) {
        super(why, cause);
        this.outcome = outcome;
        this.gone = gone;
    }

    public static TicketFault refused(String why) {
        return new TicketFault(why, new Sent.Refused(why), false, null);
    }

    /** Nothing has arrived. */
    public static TicketFault retry(String why, @Nullable Duration after, @Nullable Throwable cause) {
        return new TicketFault(why, new Sent.ToRetry(why, after), false, cause);
    }

    /** It may have arrived. */
    public static TicketFault unknown(String why, @Nullable Duration after, @Nullable Throwable cause) {
        return new TicketFault(why, new Sent.Unknown(why, after), false, cause);
    }

    /** There is no such ticket any more. */
    public static TicketFault gone(String why) {
        return new TicketFault(why, new Sent.Refused(why), true, null);
    }

    public Sent outcome() {
        return outcome;
    }

    public boolean gone() {
        return gone;
    }
}
