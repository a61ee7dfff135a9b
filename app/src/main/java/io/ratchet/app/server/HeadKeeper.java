package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.audit.LogGuard;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps beside the key how far the audit log has come, again and again and once more at the end. */
final class HeadKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeadKeeper.class);

    private final LogGuard guard;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "head-keeper");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> turns;
    private boolean failing;

    HeadKeeper(LogGuard guard, Duration pause) {
        this.guard = guard;
        this.turns =
                clockwork.scheduleWithFixedDelay(this::keep, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A failure is said once, until it goes well again. */
    private synchronized void keep() {
        try {
            guard.keep();
            failing = false;
        } catch (FailureException e) {
            if (!failing)
                LOG.warn("{} [{}]", e.failure().message(), e.failure().code().wire());
            failing = true;
        } catch (RuntimeException e) {
            if (!failing) LOG.error("How far the audit log has come could not be kept.", e);
            failing = true;
        }
    }

    @Override
    public void close() {
        turns.cancel(false);
        clockwork.shutdown();
        keep();
    }
}
