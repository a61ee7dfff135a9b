package io.ratchet.routes.intake;

/** A thread that works for one report beside the one that reads it, and never longer than that one wants. */
final class SideThread {
    private final Thread thread;

    SideThread(Runnable work, String name) {
        thread = new Thread(work, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Tells it to stop and waits until it has, also when the caller is interrupted: what it reads may be closed then,
     * and removed.
     */
    void end() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive())
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
