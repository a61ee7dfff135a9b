package io.ratchet.routes.intake;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Works out the records of a long report on two threads, and takes what came out in their order on the one that reads
 * them. A report of less than a batch is read on that one alone.
 *
 * @param <T> a record as it was read
 * @param <R> what was worked out of it
 */
final class SideBySide<T, R> {
    /** Of characters, as {@code size} tells them. */
    private static final int BATCH = 1 << 16;

    private static final int BATCHES_AHEAD = 4;

    /** Gives the records of a report. */
    @FunctionalInterface
    interface Next<T> {
        /** The next; null behind the last. */
        @Nullable
        T next() throws IOException;
    }

    /** Records, and what was worked out of each. */
    private record Batch<T, R>(List<T> records, FutureTask<List<R>> outcomes) {}

    private final Next<T> next;
    private final ToIntFunction<T> size;
    private final Function<List<T>, List<R>> work;
    private final BiConsumer<T, R> taking;
    private final Deque<Batch<T, R>> ahead = new ArrayDeque<>();
    private boolean ended;
    private @Nullable Exception broken;

    private SideBySide(Next<T> next, ToIntFunction<T> size, Function<List<T>, List<R>> work, BiConsumer<T, R> taking) {
        this.next = next;
        this.size = size;
        this.work = work;
        this.taking = taking;
    }

    /**
     * @param size of a record in characters, by which they are batched
     * @param work gives what comes of each of some records, which depends on that record alone, whatever the thread,
     *     the order and the others
     * @param taking on the calling thread, in the order of the records
     * @throws IOException of {@code next}, once all before it was taken
     */
    static <T, R> void each(
            Next<T> next, ToIntFunction<T> size, Function<List<T>, List<R>> work, BiConsumer<T, R> taking)
            throws IOException {
        new SideBySide<>(next, size, work, taking).all();
    }

    private void all() throws IOException {
        Batch<T, R> first = read();
        if (ended) take(first);
        else {
            ExecutorService other = Executors.newSingleThreadExecutor(SideBySide::thread);
            try {
                ahead.add(first);
                while (!ahead.isEmpty()) {
                    while (!ended && ahead.size() < BATCHES_AHEAD) {
                        Batch<T, R> batch = read();
                        ahead.add(batch);
                        other.execute(batch.outcomes());
                    }
                    // The other thread may have begun any of them; this one works out what it has not.
                    for (Batch<T, R> batch : ahead) {
                        if (ahead.getFirst().outcomes().isDone()) break;
                        batch.outcomes().run();
                    }
                    take(ahead.removeFirst());
                }
            } finally {
                other.shutdownNow();
            }
        }
        if (broken instanceof IOException io) throw io;
        if (broken instanceof RuntimeException defect) throw defect;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "report-records");
        thread.setDaemon(true);
        return thread;
    }

    private Batch<T, R> read() {
        List<T> records = new ArrayList<>();
        try {
            for (int characters = 0; characters < BATCH; ) {
                T record = next.next();
                if (record == null) {
                    ended = true;
                    break;
                }
                records.add(record);
                characters += size.applyAsInt(record);
            }
        } catch (IOException | RuntimeException e) {
            // Told when what was read before it is taken.
            ended = true;
            broken = e;
        }
        return new Batch<>(records, new FutureTask<>(() -> work.apply(records)));
    }

    private void take(Batch<T, R> batch) {
        batch.outcomes().run();
        List<R> outcomes = outcomes(batch);
        for (int i = 0; i < outcomes.size(); i++) taking.accept(batch.records().get(i), outcomes.get(i));
    }

    private List<R> outcomes(Batch<T, R> batch) {
        boolean interrupted = false;
        try {
            while (true)
                try {
                    return batch.outcomes().get();
                } catch (InterruptedException e) {
                    // The other thread has this batch in hand and ends it soon.
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException defect) throw defect;
                    if (e.getCause() instanceof Error error) throw error;
                    throw new IllegalStateException("a record could not be worked out", e.getCause());
                }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
