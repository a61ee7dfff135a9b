package io.ratchet.lab.command;

/** What a command may read. */
public interface Input {
    /**
     * All of it, once it has ended.
     *
     * @throws InterruptedException when the command is ended from outside meanwhile
     */
    String toItsEnd() throws InterruptedException;

    /** Ended already. */
    static Input none() {
        return () -> "";
    }
}
