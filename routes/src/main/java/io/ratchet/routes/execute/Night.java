package io.ratchet.routes.execute;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the runs through db-scheduler: each remediation that is approved is one persistent task, named by its id, that
 * takes turns until it ends. A task whose process died is taken up again, here or on another node.
 */
public final class Night implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Night.class);

    private static final String TURN = "remediation-turn";

    /** A clock that goes back by more than this was ahead before; by less, no turn is missed. */
    private static final Duration SET_BACK = Duration.ofMinutes(1);

    /** At its start nobody knows what the clock did before: turns that lie further ahead than this are looked at. */
    private static final Duration FAR_AHEAD = Duration.ofDays(1);

    /** Signs of life within one lease. */
    private static final int BEATS = 5;

    /**
     * How often the database is asked for due turns, and when a silent process counts as dead.
     *
     * @param threads how many hosts are worked on at once
     * @param heartbeat a process that misses four of these is dead
     * @param pauseAfterFailure before a turn that broke off by a defect or a busy database is taken again
     */
    public record Settings(int threads, Duration poll, Duration heartbeat, Duration pauseAfterFailure) {
        public static Settings calm() {
            return new Settings(10, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30));
        }
    }

    private static final Set<Remediation.State> OPEN =
            EnumSet.complementOf(EnumSet.copyOf(Arrays.stream(Remediation.State.values())
                    .filter(state -> state.ended() || state == Remediation.State.PROPOSED)
                    .toList()));

    private final Store store;
    private final HostLeases leases;
    private final Duration lease;
    private final Scheduler scheduler;
    private final TurnQueue queue;
    private final Clock clock;
    private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);
    private final ScheduledExecutorService pulse;
    private @Nullable Future<?> beats;

    /** @param lease that of {@code leases} */
    public Night(
            DataSource dataSource,
            Store store,
            HostRun run,
            HostLeases leases,
            Duration lease,
            Clock clock,
            Settings settings) {
        this.store = store;
        this.leases = leases;
        this.lease = lease;
        this.clock = clock;
        CustomTask<Void> task = Tasks.custom(TURN, Void.class)
                // The library's own handlers go by the system's clock, which need not be ours.
                .onDeadExecution((dead, operations) -> operations.reschedule(dead, clock.instant()))
                .onFailure((failed, operations) ->
                        operations.reschedule(failed, clock.instant().plus(settings.pauseAfterFailure())))
                .execute((instance, context) -> {
                    latest.accumulateAndGet(clock.instant(), Night::later);
                    Next next = run.advance(instance.getId());
                    return (complete, operations) -> {
                        if (next instanceof Next.Again again) operations.reschedule(complete, again.at());
                        else operations.remove();
                        turnIsOver(instance.getId());
                    };
                });
        this.scheduler = Scheduler.create(dataSource, task)
                .threads(settings.threads())
                .pollingInterval(settings.poll())
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(4)
                .shutdownMaxWait(Duration.ofSeconds(20))
                .clock(clock::instant)
                .enableImmediateExecution()
                .build();
        this.queue = new TurnQueue(scheduler, task::instance, clock);
        this.pulse = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "host-leases");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to take turns, first of all with what an earlier process left under way. */
    public void start() {
        leases.takeOver();
        long pause = Math.max(1, lease.toMillis() / BEATS);
        beats = pulse.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.MILLISECONDS);
        store.<List<String>>transact(tx -> tx.remediations().list(OPEN.toArray(Remediation.State[]::new)).stream()
                        .map(seen -> seen.remediation().subject().id())
                        .toList())
                .forEach(this::enqueue);
        wakeWhoIsAhead(FAR_AHEAD);
        scheduler.start();
    }

    /** A database that is away for a moment must not end the signs of life for good. */
    private void beat() {
        try {
            leases.beat();
        } catch (RuntimeException e) {
            LOG.warn("No sign of life could be given for the hosts in hand: {}", e.getMessage());
        }
        try {
            queue.wakeWhoWasNot();
        } catch (RuntimeException e) {
            LOG.warn("A remediation could not be woken yet: {}", e.getMessage());
        }
        try {
            lookAtTheClock();
        } catch (RuntimeException e) {
            LOG.warn("The turns could not be looked through yet: {}", e.getMessage());
        }
    }

    /** What took its turn while the clock was ahead meant to take the next one by that clock. */
    private void lookAtTheClock() {
        Instant now = clock.instant();
        if (now.isBefore(latest.accumulateAndGet(now, Night::later).minus(SET_BACK))) {
            LOG.warn("The clock was set back to {}: every remediation that waits looks at it again.", now);
            wakeWhoIsAhead(Duration.ZERO);
            latest.set(now);
        }
    }

    /** A turn that is taken too early costs a look, and asks for its next one by the clock of now. */
    private void wakeWhoIsAhead(Duration ahead) {
        Instant from = clock.instant().plus(ahead);
        scheduler.getScheduledExecutionsForTask(TURN).stream()
                .filter(turn -> turn.getExecutionTime().isAfter(from))
                .map(turn -> turn.getTaskInstance().getId())
                .forEach(this::wake);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Takes a remediation in hand; doing so twice changes nothing. */
    public void enqueue(String remediationId) {
        queue.enqueue(remediationId);
    }

    /**
     * Gives a remediation its next turn now, however long it meant to wait. One that has its turn at this moment may
     * have looked before the change it is woken for, so it gets another turn right after.
     */
    public void wake(String remediationId) {
        queue.wake(remediationId);
    }

    private void turnIsOver(String remediationId) {
        queue.turnIsOver(remediationId);
    }

    @Override
    public void close() {
        scheduler.stop();
        if (beats != null) beats.cancel(true);
        pulse.shutdownNow();
    }
}
