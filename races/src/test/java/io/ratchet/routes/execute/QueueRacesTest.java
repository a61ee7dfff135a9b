package io.ratchet.routes.execute;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueueRacesTest {
    private static final Instant LATER = Scenery.NOW.plus(Duration.ofMinutes(15));

    /** What a turn does when it is over. */
    private enum End {
        ASKS_AGAIN_LATER,
        IS_THE_LAST,
        /** Planted: nobody looks whether it was woken meanwhile. */
        FORGETS_WHO_WAS_WOKEN
    }

    @Test
    void whoeverIsWokenLooksOnceMoreWhateverTheTurnsDo() {
        Schedules.of(() -> woken(End.ASKS_AGAIN_LATER));
    }

    @Test
    void whoeverIsWokenLooksOnceMoreWhenItsLastTurnWasOverToo() {
        Schedules.of(() -> woken(End.IS_THE_LAST));
    }

    @Test
    void wouldSeeAWakeThatIsLost() {
        assertThatThrownBy(() -> Schedules.of(() -> woken(End.FORGETS_WHO_WAS_WOKEN)))
                .hasMessageContaining("of 2 changes");
    }

    /** Two change something and wake the run, while it has its turns. */
    private static void woken(End end) throws InterruptedException {
        Timetable table = new Timetable();
        TurnQueue queue = new TurnQueue(table.client(), id -> new TaskInstance<>("turn", id), Scenery.CLOCK);
        AtomicInteger changes = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        Runnable turn = () -> {
            if (!table.pick("r-1", Scenery.NOW)) return;
            seen.set(changes.get());
            if (end == End.IS_THE_LAST) table.remove("r-1");
            else table.giveBack("r-1", LATER);
            if (end != End.FORGETS_WHO_WAS_WOKEN) queue.turnIsOver("r-1");
        };
        Schedules.Work change = () -> {
            changes.incrementAndGet();
            queue.wake("r-1");
        };
        queue.enqueue("r-1");
        Schedules.beside(
                () -> {
                    turn.run();
                    turn.run();
                },
                change,
                change);
        for (int due = 0; due < 4; due++) turn.run();
        if (seen.get() != 2) throw new AssertionError("the last turn saw " + seen.get() + " of 2 changes");
    }
}
