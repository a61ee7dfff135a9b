package io.ratchet.app.flow;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/** Threads that wait for others, and keep no process from ending. */
final class Daemons {
    private Daemons() {}

    static ExecutorService of(String name, int atOnce) {
        return Executors.newFixedThreadPool(atOnce, named(name));
    }

    static ScheduledExecutorService clockwork(String name) {
        return Executors.newSingleThreadScheduledExecutor(named(name));
    }

    private static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
