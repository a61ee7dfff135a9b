package io.ratchet.routes.decide;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when asked to, one round at a time. Whatever asks while a round is under way is answered by the next one,
 * together: a burst of reports is one wave. Nobody who asks has to wait, and nothing is lost with a process: what was
 * taken in and not decided yet is seen in the store, by this process at its next look or by another one. It also
 * decides when time alone may have changed something, and again after a round that failed.
 */
public final class Waves implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Waves.class);

    private final Supplier<Left> round;
    private final Supplier<Optional<Instant>> next;
    private final BooleanSupplier undecided;
    private final Clock clock;
    private final Settings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long asked;
    private long answered;
    private @Nullable Instant waiting;
    private @Nullable Instant waitingForNext;
    private boolean closed;
    private @Nullable Thread worker;

    /**
     * @param look how often it looks for what nobody asked for: what others took in, and moments that have come
     * @param again how long after a round that failed it tries again; longer each time, up to {@code look}
     * @param stop how long a stop waits for the round under way
     */
    public record Settings(Duration look, Duration again, Duration stop) {
        public static Settings calm() {
            return new Settings(Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMinutes(2));
        }
    }

    /**
     * @param round one round of deciding; says what it left, throws when it failed
     * @param next the next moment at which time alone may change a decision
     * @param undecided whether the store holds findings that no round has seen
     */
    public Waves(
            Supplier<Left> round,
            Supplier<Optional<Instant>> next,
            BooleanSupplier undecided,
            Clock clock,
            Settings settings) {
        this.round = round;
        this.next = next;
        this.undecided = undecided;
        this.clock = clock;
        this.settings = settings;
    }

    /** Begins to look for what is to be decided though nobody asks. */
    public void start() {
        lock.lock();
        try {
            if (worker == null && !closed) worker = begin();
        } finally {
            lock.unlock();
        }
    }

    /** Has everything decided that is in the store by now, soon. */
    public void ask() {
        lock.lock();
        try {
            if (asked == answered) waiting = clock.instant();
            else if (waitingForNext == null) waitingForNext = clock.instant();
            asked++;
            start();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Asks, and waits until it is decided.
     *
     * @return false when that took longer than {@code patience}; it is decided all the same, later
     */
    public boolean await(Duration patience) {
        lock.lock();
        try {
            ask();
            long mine = asked;
            long left = patience.toNanos();
            while (answered < mine && left > 0 && !closed) left = changed.awaitNanos(left);
            return answered >= mine;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Since when something that was asked for is not decided; empty: nothing is. */
    public Optional<Instant> waitingSince() {
        lock.lock();
        try {
            return Optional.ofNullable(waiting);
        } finally {
            lock.unlock();
        }
    }

    private Thread begin() {
        Thread thread = new Thread(this::work, "decision-waves");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void work() {
        Duration pause = settings.again();
        for (Optional<Long> wave = nextWave(); wave.isPresent(); wave = nextWave())
            if (decided(wave.get())) pause = settings.again();
            else {
                rest(pause);
                Duration longer = pause.multipliedBy(2);
                pause = longer.compareTo(settings.look()) > 0 ? settings.look() : longer;
            }
    }

    /** Waits for a reason to decide; empty when there will be none any more. */
    private Optional<Long> nextWave() {
        lock.lock();
        try {
            while (!closed && asked == answered) {
                boolean signalled = changed.await(settings.look().toNanos(), TimeUnit.NANOSECONDS);
                if (!signalled && asked == answered && due()) {
                    waiting = clock.instant();
                    asked++;
                }
            }
            waitingForNext = null; // whoever asked until now is answered by this one
            return closed ? Optional.empty() : Optional.of(asked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** A store that is away is asked again at the next look. */
    private boolean due() {
        try {
            return next.get().filter(moment -> !moment.isAfter(clock.instant())).isPresent()
                    || undecided.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.warn("It cannot be seen whether anything is to be decided: {}", e.getMessage());
            return false;
        }
    }

    /**
     * Everything that was asked for before the round begins is answered by it, unless it leaves something of it. What
     * is left is decided by the next ones.
     */
    private boolean decided(long wave) {
        Left left;
        try {
            left = round.get();
        } catch (RuntimeException e) {
            LOG.warn("Nothing could be decided, which is tried again: {}", e.getMessage(), e);
            return false;
        }
        lock.lock();
        try {
            if (left != Left.NEWS) {
                answered = Math.max(answered, wave);
                waiting = waitingForNext;
            }
            if (left == Left.REST && asked == answered) {
                waiting = clock.instant();
                asked++;
            }
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void rest(Duration pause) {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!closed && left > 0) left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the round under way come to its end; what was asked for meanwhile is seen by the next process. */
    @Override
    public void close() {
        Thread working;
        lock.lock();
        try {
            closed = true;
            working = worker;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (working == null) return;
        try {
            working.join(settings.stop().toMillis());
            if (working.isAlive()) LOG.warn("A round of deciding is still under way.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
