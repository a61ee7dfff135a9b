package io.ratchet.store.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread for each core, for as long as one export is checked. */
final class Workers implements AutoCloseable {
    private final int number = Runtime.getRuntime().availableProcessors();
    private final ExecutorService threads = Executors.newFixedThreadPool(number, work -> {
        Thread thread = new Thread(work, "audit-verify");
        thread.setDaemon(true);
        return thread;
    });

    /** What may fail as reading does. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** What was begun. */
    record Task<T>(CompletableFuture<T> work) {
        /**
         * Waits for it.
         *
         * @throws IOException when it could not read
         */
        T done() throws IOException {
            try {
                return work.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof UncheckedIOException read) throw read.getCause();
                if (e.getCause() instanceof RuntimeException failed) throw failed;
                if (e.getCause() instanceof Error failed) throw failed;
                throw e;
            }
        }
    }

    int number() {
        return number;
    }

    <T> Task<T> begin(Work<T> work) {
        return new Task<>(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                threads));
    }

    /** Stops what still runs; nobody waits for it any more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
