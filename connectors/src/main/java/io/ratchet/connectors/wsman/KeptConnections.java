package io.ratchet.connectors.wsman;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Connections that are logged on and at rest, one at most for each way to a host: what a run asks of its host one thing
 * after another goes over one logon. None rests longer than it is told, so that neither a password nor a right that was
 * taken away lives on, and so that a host that went down is met anew.
 */
public final class KeptConnections {
    private record Resting(Conversation conversation, long since) {}

    private final Map<Endpoint, Resting> resting = new HashMap<>();
    private final long rest;
    private final LongSupplier nanos;

    /**
     * @param rest how long a connection is kept; shorter than a restart takes to be looked for
     * @param nanos a monotonic clock, such as {@link System#nanoTime}
     */
    public KeptConnections(Duration rest, LongSupplier nanos) {
        this.rest = rest.toNanos();
        this.nanos = nanos;
    }

    /** Keeps nothing. */
    static KeptConnections none() {
        return new KeptConnections(Duration.ZERO, System::nanoTime);
    }

    Optional<Conversation> take(Endpoint endpoint) {
        Resting kept;
        synchronized (resting) {
            kept = resting.remove(endpoint);
        }
        if (kept == null) return Optional.empty();
        if (nanos.getAsLong() - kept.since() < rest) return Optional.of(kept.conversation());
        kept.conversation().close();
        return Optional.empty();
    }

    void give(Endpoint endpoint, Conversation conversation) {
        if (rest == 0) {
            conversation.close();
            return;
        }
        Resting mine = new Resting(conversation, nanos.getAsLong());
        Resting other;
        synchronized (resting) {
            other = resting.put(endpoint, mine);
        }
        if (other != null) other.conversation().close();
        CompletableFuture.delayedExecutor(rest, TimeUnit.NANOSECONDS).execute(() -> rested(endpoint, mine));
    }

    private void rested(Endpoint endpoint, Resting mine) {
        boolean still;
        synchronized (resting) {
            still = resting.remove(endpoint, mine);
        }
        if (still) mine.conversation().close();
    }
}
