package io.ratchet.domain.ticket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of sending something to a system of others, a ticket or a notice; there is no fifth. */
public sealed interface Sent {
    /**
     * It is there; a ticket was read back.
     *
     * @param id of the ticket or letter there; empty where there is none
     * @param url where a person finds it; empty where there is none
     */
    record Done(String id, String url) implements Sent {}

    /** The system does not take it, and would not take it again: a person must correct something first. */
    record Refused(String why) implements Sent {}

    /**
     * It is certain that nothing has arrived; it is sent again.
     *
     * @param after how long the system asks us to wait; null where it says nothing of it
     */
    record ToRetry(String why, @Nullable Duration after) implements Sent {}

    /**
     * It may have arrived. It is looked up by its key before it is sent again.
     *
     * @param after how long the system asks us to wait; null where it says nothing of it
     */
    record Unknown(String why, @Nullable Duration after) implements Sent {}
}
