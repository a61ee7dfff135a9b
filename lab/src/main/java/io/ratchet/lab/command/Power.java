package io.ratchet.lab.command;

import java.time.Duration;

/** What {@code shutdown.exe} asks of whoever runs the machine. */
public interface Power {
    /**
     * Restarts the machine once {@code delay} of simulated time has passed and the command that asked has been
     * answered.
     */
    void restart(Duration delay);
}
