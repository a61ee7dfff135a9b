package io.ratchet.lab.command;

/** Where a command prints. */
public interface Console {
    void out(String text);

    void err(String text);

    /** What was printed so far can be read, though the command goes on: it waits for something now. */
    void flush();
}
