package io.ratchet.routes.execute;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which remediations are to have a turn, and when: db-scheduler's table, and who was woken while it had its turn. */
final class TurnQueue {
    private static final Logger LOG = LoggerFactory.getLogger(TurnQueue.class);

    /** How often a turn that begins or ends while it is looked at is looked at again. */
    private static final int LOOKS = 20;

    /**
     * Before another look, longer each time: a turn that comes and goes quickly would be met at its beginning again.
     */
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final SchedulerClient scheduler;
    private final Function<String, TaskInstance<Void>> task;
    private final Clock clock;
    private final Map<String, Object> woken = new ConcurrentHashMap<>();

    /** @param task the turn of a remediation, by its id */
    TurnQueue(SchedulerClient scheduler, Function<String, TaskInstance<Void>> task, Clock clock) {
        this.scheduler = scheduler;
        this.task = task;
        this.clock = clock;
    }

    /** Takes a remediation in hand; doing so twice changes nothing. */
    void enqueue(String remediationId) {
        boolean settled =
                settle(remediationId, () -> scheduler.scheduleIfNotExists(task.apply(remediationId), clock.instant()));
        if (!settled) woken.put(remediationId, new Object());
    }

    /**
     * Gives a remediation its next turn now, however long it meant to wait. One that has its turn at this moment may
     * have looked before the change it is woken for, so it gets another turn right after.
     */
    void wake(String remediationId) {
        // Marked before the look: a turn looks for the mark after it is over, so one of the two sees the other. Each
        // takes its own mark away: another's that has come since may be for a turn that looked too early.
        Object mark = new Object();
        woken.put(remediationId, mark);
        wake(remediationId, mark);
    }

    /**
     * Wakes whoever could not be woken yet. Nobody tells this process when a turn in another one is over, and one may
     * come and go so quickly that no look finds it at rest, so this is to be called every few seconds.
     */
    void wakeWhoWasNot() {
        woken.forEach(this::wake);
    }

    private void wake(String remediationId, Object mark) {
        settle(remediationId, () -> {
            TaskInstance<Void> turn = task.apply(remediationId);
            if (!scheduler.scheduleIfNotExists(turn, clock.instant())) scheduler.reschedule(turn, clock.instant());
            woken.remove(remediationId, mark);
        });
    }

    /** To be called after the turn of a remediation was given back. */
    void turnIsOver(String remediationId) {
        if (woken.containsKey(remediationId)) wake(remediationId);
    }

    /**
     * The scheduler looks first and writes then, and what it saw may have begun, ended or come in between. False where
     * that was so each time.
     */
    private static boolean settle(String remediationId, Runnable change) {
        for (int look = 1; look <= LOOKS; look++) {
            try {
                change.run();
                return true;
            } catch (TaskInstanceCurrentlyExecutingException e) {
                LOG.debug("{} has its turn at this moment and gets another one after it.", remediationId);
                return true;
            } catch (TaskInstanceException e) {
                LOG.debug("The turn of {} has begun or ended under our eyes; looking again.", remediationId, e);
                LockSupport.parkNanos(PAUSE.multipliedBy(look).toNanos());
            }
        }
        return false;
    }
}
