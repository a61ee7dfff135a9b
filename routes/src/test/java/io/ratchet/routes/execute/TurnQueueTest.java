package io.ratchet.routes.execute;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is woken at which moment of a turn. */
class TurnQueueTest {
    private static final Instant NOW = Instant.parse("2018-09-20T20:00:00Z");

    private final List<Instant> rescheduled = new ArrayList<>();
    private boolean hasItsTurn;
    private boolean beginsAtEachLook;
    private Runnable whenRescheduled = () -> {};
    private final TurnQueue queue =
            new TurnQueue(client(), id -> new TaskInstance<>("turn", id), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void whoIsWokenInItsTurnGetsAnotherOneAfterIt() {
        // Given
        hasItsTurn = true;
        queue.wake("r-1");
        assertThat(rescheduled).isEmpty();
        // When
        hasItsTurn = false;
        queue.turnIsOver("r-1");
        // Then
        assertThat(rescheduled).containsExactly(NOW);
    }

    @Test
    void whoWasNotWokenGetsNone() {
        queue.turnIsOver("r-1");
        assertThat(rescheduled).isEmpty();
        queue.wake("r-1");
        queue.turnIsOver("r-1");
        assertThat(rescheduled).hasSize(1);
    }

    @Test
    void whoHasItsTurnInAnotherProcessIsWokenOnceThatIsOver() {
        // Given a turn whose end nobody tells this process
        hasItsTurn = true;
        queue.wake("r-1");
        queue.wakeWhoWasNot();
        assertThat(rescheduled).isEmpty();
        // When
        hasItsTurn = false;
        queue.wakeWhoWasNot();
        queue.wakeWhoWasNot();
        // Then
        assertThat(rescheduled).containsExactly(NOW);
    }

    @Test
    void aWakeThatComesBeforeAnotherOneIsDoneWithIsNotTakenForThatOne() {
        // Given a wake whose turn begins, and another that comes in that turn, before the first is done with
        whenRescheduled = () -> {
            hasItsTurn = true;
            queue.wake("r-1");
        };
        queue.wake("r-1");
        assertThat(rescheduled).hasSize(1);
        // When
        hasItsTurn = false;
        whenRescheduled = () -> {};
        queue.turnIsOver("r-1");
        // Then
        assertThat(rescheduled).hasSize(2);
    }

    @Test
    void whoseTurnBeginsAtEachLookIsWokenLater() {
        // Given
        beginsAtEachLook = true;
        queue.wake("r-1");
        assertThat(rescheduled).isEmpty();
        // When
        beginsAtEachLook = false;
        queue.wakeWhoWasNot();
        // Then
        assertThat(rescheduled).containsExactly(NOW);
    }

    /** A table with one row in it. */
    private SchedulerClient client() {
        return (SchedulerClient) Proxy.newProxyInstance(
                SchedulerClient.class.getClassLoader(),
                new Class<?>[] {SchedulerClient.class},
                (self, method, given) -> {
                    if (method.getName().equals("scheduleIfNotExists")) return false;
                    if (!method.getName().equals("reschedule"))
                        throw new UnsupportedOperationException(method.getName());
                    if (beginsAtEachLook)
                        throw new ExecutionException(
                                "it has begun", new Execution(NOW, new TaskInstance<>("turn", "r-1")));
                    if (hasItsTurn) throw new TaskInstanceCurrentlyExecutingException("turn", "r-1");
                    rescheduled.add((Instant) given[1]);
                    whenRescheduled.run();
                    return true;
                });
    }
}
