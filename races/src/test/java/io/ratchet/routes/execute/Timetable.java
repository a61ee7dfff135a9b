package io.ratchet.routes.execute;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * db-scheduler's table and its client in memory: each statement by itself, and as the client does it, a look first and
 * a write after it that holds only where the row is still as it was seen.
 */
final class Timetable {
    private record Row(Instant due, boolean picked, long version) {}

    private final Map<String, Row> rows = new TreeMap<>();

    SchedulerClient client() {
        return Shelf.part(SchedulerClient.class, this);
    }

    synchronized boolean scheduleIfNotExists(TaskInstance<?> task, Instant at) {
        return rows.putIfAbsent(task.getId(), new Row(at, false, 1)) == null;
    }

    boolean reschedule(TaskInstanceId task, Instant at) {
        Row seen = read(task.getId());
        if (seen == null) throw new TaskInstanceNotFoundException(task.getTaskName(), task.getId());
        if (seen.picked()) throw new TaskInstanceCurrentlyExecutingException(task.getTaskName(), task.getId());
        if (!write(task.getId(), seen, new Row(at, false, seen.version() + 1)))
            throw new ExecutionException(
                    "updated 0", new Execution(at, new TaskInstance<>(task.getTaskName(), task.getId())));
        return true;
    }

    private synchronized @Nullable Row read(String id) {
        return rows.get(id);
    }

    private synchronized boolean write(String id, Row seen, Row next) {
        return rows.replace(id, seen, next);
    }

    // ---- as the worker does it

    /** False: nothing is due, or another one has it. */
    synchronized boolean pick(String id, Instant now) {
        Row row = rows.get(id);
        if (row == null || row.picked() || row.due().isAfter(now)) return false;
        rows.put(id, new Row(row.due(), true, row.version() + 1));
        return true;
    }

    synchronized void giveBack(String id, Instant due) {
        Row row = rows.get(id);
        rows.put(id, new Row(due, false, row.version() + 1));
    }

    synchronized void remove(String id) {
        rows.remove(id);
    }
}
