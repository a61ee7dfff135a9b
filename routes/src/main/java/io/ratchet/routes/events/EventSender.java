package io.ratchet.routes.events;

import io.ratchet.domain.IdSource;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.outbox.Restraint;
import io.ratchet.store.Events;
import io.ratchet.store.Events.Lane;
import io.ratchet.store.Events.Message;
import io.ratchet.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which events are sent next, and what came of it. One process sends at a time, batch after batch in the order of the
 * numbers; a batch that may have arrived is sent again, before any later one. A process that died while it sent is seen
 * by its beat, by a clock that cannot be set.
 */
public final class EventSender {
    private static final Logger LOG = LoggerFactory.getLogger(EventSender.class);
    private static final String TOPIC = "topic";

    /**
     * Longer than a batch takes that fails at its last moment, and shorter than the longest pause of who fails again
     * and again: another process may reach the brokers.
     */
    private static final Duration DEAD = EventTopic.LONGEST_SENDING.plusSeconds(25);

    private static final Duration TIDIES = Duration.ofHours(1);
    private static final Restraint.Limits PATIENCE =
            new Restraint.Limits(Duration.ofSeconds(2), Duration.ofMinutes(1), 1);

    private final Store store;
    private final Duration keep;
    private final int atOnce;
    private final Clock clock;
    private final LongSupplier nanos;
    private final EventObserver observer;
    private final String self;
    private final Restraint restraint = new Restraint(PATIENCE);
    private @Nullable Watched watched;
    private @Nullable Instant tidied;
    private boolean failing;

    /** The lane as somebody else has it, and since when it stood so. */
    private record Watched(Lane lane, long since) {}

    /**
     * @param keep how long what was sent stays in the database
     * @param atOnce how many events a batch has at most
     * @param nanos a monotonic clock, such as {@link System#nanoTime}
     */
    public EventSender(
            Store store,
            Duration keep,
            int atOnce,
            Clock clock,
            LongSupplier nanos,
            IdSource ids,
            EventObserver observer) {
        this.store = store;
        this.keep = keep;
        this.atOnce = atOnce;
        this.clock = clock;
        this.nanos = nanos;
        this.observer = observer;
        this.self = ids.next();
    }

    /**
     * The next event alone: brokers that do not answer would keep each of a batch waiting. None where nothing waits,
     * another process sends, or the topic is left alone for a while.
     */
    List<Message> first() {
        return take(1);
    }

    /** The next batch, to a topic that has just answered. */
    List<Message> more() {
        return take(atOnce);
    }

    private synchronized List<Message> take(int most) {
        if (restraint.room(TOPIC, clock.instant()) == 0) return List.of();
        return store.transact(tx -> {
            Events events = tx.events();
            Lane lane = events.lane();
            List<Message> next = events.after(lane.sentUpTo(), most);
            if (next.isEmpty() || !isFree(lane) || !events.take(self, lane)) return List.of();
            return next;
        });
    }

    private boolean isFree(Lane lane) {
        if (lane.holder() == null || lane.holder().equals(self)) return true;
        long now = nanos.getAsLong();
        Watched before = watched;
        if (before == null || !before.lane().equals(lane)) {
            watched = new Watched(lane, now);
            return false;
        }
        return now - before.since() >= DEAD.toNanos();
    }

    /** The brokers have them all. */
    synchronized void sent(List<Message> batch) {
        long last = batch.get(batch.size() - 1).number();
        boolean ours = store.transact(tx -> tx.events().sent(self, last));
        if (!ours) LOG.warn("Another process sends the events now; {} of them are sent twice.", batch.size());
        restraint.answered(TOPIC);
        observer.sent(batch.size());
        if (failing) LOG.info("Events are taken by their topic again.");
        failing = false;
    }

    /** It is tried again, with ever longer pauses; the log says so once. */
    synchronized void failed(Exception because) {
        restraint.failed(TOPIC, null, clock.instant());
        observer.failed();
        if (!failing)
            LOG.warn(
                    "Events could not be sent to their topic and are tried again: {}",
                    because instanceof FailureException failure
                            ? failure.failure().message()
                            : Objects.requireNonNullElse(because.getMessage(), "no reason was given"));
        failing = true;
    }

    /** Lets others send, and now and then forgets what was sent long ago. */
    synchronized void rest() {
        Instant now = clock.instant();
        boolean tidies = tidied == null || !now.isBefore(tidied.plus(TIDIES));
        store.run(tx -> {
            if (self.equals(tx.events().lane().holder())) tx.events().release(self);
            if (tidies) tx.events().forget(now.minus(keep));
        });
        if (tidies) tidied = now;
    }
}
