package io.ratchet.app.metrics;

import io.ratchet.routes.notices.Occasions;
import io.ratchet.routes.tickets.TicketRounds;
import io.ratchet.store.Events;
import io.ratchet.store.Outbox;
import io.ratchet.store.Remediations.Standing;
import io.ratchet.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is counted in the store itself, so that it is true after a restart and on every replica. However often and by
 * however many it is asked, one query runs at a time and its answer is kept for a while. A database that does not
 * answer holds nobody up for longer than a second.
 */
final class StoreFigures implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFigures.class);
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Store store;
    private final Clock clock;
    private final LongSupplier ticker;
    private final ExecutorService asking = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "metrics-store");
        thread.setDaemon(true);
        return thread;
    });
    private Optional<Figures> figures = Optional.empty();
    private @Nullable Future<Figures> question;
    private @Nullable Long askedAt;
    /** Said once in the log, not at every scrape. */
    private boolean down;

    private record Figures(
            List<Standing> remediations,
            List<Outbox.Standing> outbox,
            List<Outbox.Standing> notices,
            Events.Standing events) {}

    /** @param ticker nanoseconds of a stopwatch, such as {@link System#nanoTime} */
    StoreFigures(Store store, Clock clock, LongSupplier ticker) {
        this.store = store;
        this.clock = clock;
        this.ticker = ticker;
    }

    double inState(String state) {
        return now().map(figures -> figures.remediations().stream()
                        .filter(one -> one.state().equals(state))
                        .mapToDouble(Standing::count)
                        .sum())
                .orElse(Double.NaN);
    }

    double oldestWaitingSeconds() {
        return now().map(figures -> figures.remediations().stream()
                        .filter(one -> one.state().equals("Proposed"))
                        .mapToDouble(one -> Math.max(
                                0,
                                Duration.between(one.oldest(), clock.instant()).toSeconds()))
                        .sum())
                .orElse(Double.NaN);
    }

    double entriesIn(String state) {
        return in(state, Figures::outbox);
    }

    double noticesIn(String state) {
        return in(state, Figures::notices);
    }

    private double in(String state, Function<Figures, List<Outbox.Standing>> channel) {
        return now().map(figures -> channel.apply(figures).stream()
                        .filter(one -> one.state().name().equalsIgnoreCase(state))
                        .mapToDouble(Outbox.Standing::count)
                        .sum())
                .orElse(Double.NaN);
    }

    double oldestEntrySeconds() {
        return oldestSeconds(Figures::outbox);
    }

    double oldestNoticeSeconds() {
        return oldestSeconds(Figures::notices);
    }

    private double oldestSeconds(Function<Figures, List<Outbox.Standing>> channel) {
        return now().map(figures -> channel.apply(figures).stream()
                        .mapToDouble(one -> Math.max(
                                0,
                                Duration.between(one.oldest(), clock.instant()).toSeconds()))
                        .max()
                        .orElse(0))
                .orElse(Double.NaN);
    }

    double eventsWaiting() {
        return now().map(figures -> (double) figures.events().waiting()).orElse(Double.NaN);
    }

    double oldestEventSeconds() {
        return now().map(figures -> figures.events().oldest())
                .map(oldest -> (double)
                        Math.max(0, Duration.between(oldest, clock.instant()).toSeconds()))
                .orElseGet(() -> now().isPresent() ? 0 : Double.NaN);
    }

    double up() {
        return now().isPresent() ? 1 : 0;
    }

    /** Empty when the database did not answer. */
    private synchronized Optional<Figures> now() {
        long tick = ticker.getAsLong();
        if (askedAt != null && tick - askedAt < KEPT_NANOS) return figures;
        askedAt = tick;
        Future<Figures> asked = question != null && !question.isDone() ? question : asking.submit(this::ask);
        question = asked;
        try {
            figures = Optional.of(asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            figures = Optional.empty();
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            if (!down) LOG.warn("The database does not answer the question for the metrics: {}", why.getMessage());
            figures = Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            figures = Optional.empty();
        }
        down = figures.isEmpty();
        return figures;
    }

    private Figures ask() {
        return store.transact(tx -> new Figures(
                tx.remediations().standing(),
                tx.outbox().standing(TicketRounds.CHANNEL),
                tx.outbox().standing(Occasions.CHANNEL),
                tx.events().standing()));
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
