package io.ratchet.store;

import io.ratchet.domain.event.Event;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the topic of events is told: written in the transaction of what it tells, numbered in the order of the commits,
 * and sent in that order by one process at a time. Decisions and remediations tell of themselves when they are stored,
 * so that nobody can forget it. Where the store was not told to tell, nothing is written.
 */
public interface Events {
    /**
     * An event as it is sent.
     *
     * @param number from 1 on, without a gap
     * @param about whose events are to stay in their order
     */
    record Message(long number, String about, Instant at, String text) {}

    /**
     * How far they were sent, and who sends.
     *
     * @param holder one process; null: nobody
     * @param beat rises with whatever the holder does
     */
    record Lane(long sentUpTo, @Nullable String holder, long beat) {}

    /**
     * What is not sent yet.
     *
     * @param oldest when the first of it came about; null where there is none
     */
    record Standing(long waiting, @Nullable Instant oldest) {}

    /** @param at when it came about, where no line of the audit log in this transaction says it */
    void tell(Event event, Instant at);

    Lane lane();

    /**
     * Takes the sending for {@code holder}, or gives a sign of life.
     *
     * @return false when anything has changed since the lane was {@code seen}
     */
    boolean take(String holder, Lane seen);

    /** The first events behind {@code number}, in their order. */
    List<Message> after(long number, int limit);

    /** All up to {@code number} were sent. False: another process sends now, and will send them again. */
    boolean sent(String holder, long number);

    /** Lets another process send. */
    void release(String holder);

    /** Forgets what was sent and came about before {@code before}; returns how many went. */
    int forget(Instant before);

    Standing standing();
}
