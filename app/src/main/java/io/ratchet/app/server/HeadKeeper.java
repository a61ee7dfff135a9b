package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.audit.LogGuard;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps beside the key how far the audit log has come, and publishes it, again and again and once more at the end. */
final class HeadKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeadKeeper.class);

    private final LogGuard guard;
    private final HeadPublisher publisher;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "head-keeper");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> turns;
    private final Said keeping = new Said();
    private final Said publishing = new Said();

    /** A failure is said once, until it goes well again. */
    private static final class Said {
        private boolean failing;
    }

    HeadKeeper(LogGuard guard, HeadPublisher publisher, Duration pause) {
        this.guard = guard;
        this.publisher = publisher;
        this.turns =
                clockwork.scheduleWithFixedDelay(this::keep, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void keep() {
        done(guard::keep, keeping);
        done(publisher::publish, publishing);
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
    public void close() {
        turns.cancel(false);
        clockwork.shutdown();
        keep();
    }
}
