package io.ratchet.routes.execute;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Store;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Drives the runs through db-scheduler: each remediation that is approved is one persistent task, named by its id, that
 * takes turns until it ends. A task whose process died is taken up again, here or on another node.
 */
public final class Night implements AutoCloseable {
    /**
     * How often the database is asked for due turns, and when a silent process counts as dead.
     *
     * @param threads how many hosts are worked on at once
     * @param heartbeat a process that misses four of these is dead
     * @param pauseAfterFailure before a turn that broke off by a defect or a busy database is taken again
     */
    public record Settings(int threads, Duration poll, Duration heartbeat, Duration pauseAfterFailure) {
        public static Settings calm() {
            return new Settings(10, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30));
        }
    }

    /** The task's own memory between turns. */
    private record Attempts(int count) implements Serializable {}

    private static final Set<Remediation.State> UNDER_WAY = EnumSet.of(
            Remediation.State.APPROVED,
            Remediation.State.SCHEDULED,
            Remediation.State.RUNNING,
            Remediation.State.AWAITING_REBOOT,
            Remediation.State.VERIFYING);

    private final Store store;
    private final Clock clock;
    private final CustomTask<Attempts> task;
    private final Scheduler scheduler;

    public Night(DataSource dataSource, Store store, HostRun run, Clock clock, Settings settings) {
        this.store = store;
        this.clock = clock;
        this.task = Tasks.custom("remediation-run", Attempts.class)
                // The library's own handlers go by the system's clock, which need not be ours.
                .onDeadExecution((dead, operations) -> operations.reschedule(dead, clock.instant()))
                .onFailure((failed, operations) ->
                        operations.reschedule(failed, clock.instant().plus(settings.pauseAfterFailure())))
                .execute((instance, context) -> {
                    Attempts before = instance.getData() == null ? new Attempts(0) : instance.getData();
                    Next next = run.advance(instance.getId(), before.count());
                    return (complete, operations) -> {
                        if (next instanceof Next.Again again)
                            operations.reschedule(complete, again.at(), new Attempts(again.attempts()));
                        else operations.remove();
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
    }

    /** Begins to take turns, first of all with what an earlier process left under way. */
    public void start() {
        store.<List<String>>transact(tx -> tx.remediations().list(UNDER_WAY.toArray(Remediation.State[]::new)).stream()
                        .map(seen -> seen.remediation().subject().id())
                        .toList())
                .forEach(this::enqueue);
        scheduler.start();
    }

    /** Takes a remediation in hand; doing so twice changes nothing. */
    public void enqueue(String remediationId) {
        scheduler.scheduleIfNotExists(task.instance(remediationId, new Attempts(0)), clock.instant());
    }

    @Override
    public void close() {
        scheduler.stop();
    }
}
