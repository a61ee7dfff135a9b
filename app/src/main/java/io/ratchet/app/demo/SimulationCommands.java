package io.ratchet.app.demo;

import io.ratchet.app.command.SimulationEntry;
import io.ratchet.app.lab.LabCommand;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;

/** The demo and the lab as the command line finds them. */
public final class SimulationCommands implements SimulationEntry {
    @Override
    public Object demo(Terminal terminal, Lifetime lifetime) {
        return new DemoCommand(terminal, lifetime, SimulatedNight::open);
    }

    @Override
    public Object lab(Terminal terminal, Lifetime lifetime) {
        return new LabCommand(terminal, lifetime);
    }
}
