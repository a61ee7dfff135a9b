package io.ratchet.app.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * How long the process lives: what must be closed before a signal may end it, and where a server waits for that signal.
 */
public final class Lifetime {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private boolean ended;

    /** Closes {@code what} when a signal arrives; the last one first. */
    public synchronized <T extends AutoCloseable> T closeOnStop(T what) {
        open.push(what);
        return what;
    }

    /** Waits until somebody ends the process. */
    public void awaitStop() throws InterruptedException {
        stopping.await();
    }

    /** The command is over by itself; a later signal finds nothing to do. */
    public synchronized void end() {
        ended = true;
    }

    /** Closes everything that was to be closed on a stop; the last one first. */
    public synchronized void closeAll() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LoggerFactory.getLogger(Lifetime.class).warn("Something could not be closed.", e);
            }
        }
    }

    /** A signal arrived: closes everything. Returns whether a command was still running. */
    public synchronized boolean interrupt() {
        if (ended) return false;
        closeAll();
        stopping.countDown();
        return true;
    }
}
