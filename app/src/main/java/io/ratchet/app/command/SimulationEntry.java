package io.ratchet.app.command;

import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;

/**
 * The commands that simulate, found as a service because a server is installed without them: their jar and what only
 * they need stay out of the image and the deb.
 */
public interface SimulationEntry {
    /** {@code ratchet demo}, as picocli takes a command. */
    Object demo(Terminal terminal, Lifetime lifetime);

    /** {@code ratchet lab}, as picocli takes a command. */
    Object lab(Terminal terminal, Lifetime lifetime);
}
