package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.audit.LogGuard;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps beside the key how far the audit log has come, and publishes it: soon after lines that this process wrote, so
 * that they can be proven; again and again for those of others; and once more at the end.
 */
public final class HeadKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeadKeeper.class);

    /** A head for each commit of a night would be many; one for all of this time is soon enough. */
    private static final Duration SOON = Duration.ofMillis(100);

    private final LogGuard guard;
    private final HeadPublisher publisher;
    /** What comes after the end is published by the end itself. */
    private final ScheduledExecutorService clockwork = new ScheduledThreadPoolExecutor(
            1,
            work -> {
                Thread thread = new Thread(work, "head-keeper");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    private final AtomicBoolean planned = new AtomicBoolean();
    private final ScheduledFuture<?> turns;
    private volatile @Nullable ScheduledFuture<?> soon;
    private final Said keeping = new Said();
    private final Said publishing = new Said();
    private boolean closed;

    /** A failure is said once, until it goes well again. */
    private static final class Said {
        private boolean failing;
    }

    /** @param pause between the turns that nothing asks for */
    public HeadKeeper(LogGuard guard, HeadPublisher publisher, Duration pause) {
        this.guard = guard;
        this.publisher = publisher;
        this.turns =
                clockwork.scheduleWithFixedDelay(this::keep, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lines were committed: they are published soon, with all that come until then. Returns at once. */
    public void grown() {
        if (planned.compareAndSet(false, true))
            soon = clockwork.schedule(this::publish, SOON.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void keep() {
        if (!closed) done(guard::keep, keeping);
        publish();
    }

    private synchronized void publish() {
        planned.set(false);
        if (!closed) done(publisher::publish, publishing);
    }

    private static void done(Runnable work, Said said) {
        try {
            work.run();
            said.failing = false;
        } catch (FailureException e) {
            if (!said.failing)
                LOG.warn("{} [{}]", e.failure().message(), e.failure().code().wire());
            said.failing = true;
        } catch (RuntimeException e) {
            if (!said.failing) LOG.error("How far the audit log has come could not be kept or published.", e);
            said.failing = true;
        }
    }

    @Override
    public synchronized void close() {
        turns.cancel(false);
        ScheduledFuture<?> last = soon;
        if (last != null) last.cancel(false);
        clockwork.shutdown();
        keep();
        closed = true;
    }
}
