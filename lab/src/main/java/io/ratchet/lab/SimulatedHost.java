package io.ratchet.lab;

import io.ratchet.lab.command.CommandResult;
import io.ratchet.lab.command.CommandShell;
import io.ratchet.lab.command.Power;
import io.ratchet.lab.command.ProcessDied;
import io.ratchet.lab.machine.Agenda;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One simulated Windows host, without the network around it. Safe for use by many threads. */
public final class SimulatedHost {
    /** The exit code of a process that died or was killed: STATUS_CONTROL_C_EXIT. */
    public static final int KILLED = 0xC000013A;

    private final Machine machine;
    private final CommandShell commands;
    private final AtomicBoolean restarting;

    private SimulatedHost(Machine machine, CommandShell commands, AtomicBoolean restarting) {
        this.machine = machine;
        this.commands = commands;
        this.restarting = restarting;
    }

    /**
     * A host on which nothing takes time: installations end at once, a restart happens when the command that asked for
     * it has ended.
     */
    public static SimulatedHost alone(HostState state, Clock clock) {
        return alone(state, clock, null);
    }

    /** As {@link #alone(HostState, Clock)}, kept in {@code directory} and taken up again from there. */
    public static SimulatedHost alone(HostState state, Clock clock, @Nullable Path directory) {
        var machine = new Machine(state, clock, Agenda.AT_ONCE, directory);
        var restarting = new AtomicBoolean();
        return new SimulatedHost(
                machine, new CommandShell(machine, "ratchet-lab", delay -> restarting.set(true)), restarting);
    }

    static SimulatedHost inFleet(Machine machine, String user, Power power) {
        return new SimulatedHost(machine, new CommandShell(machine, user, power), new AtomicBoolean());
    }

    public String name() {
        return machine.name();
    }

    /** The host as it is now. */
    public HostState state() {
        return machine.state();
    }

    /** Carries out one command line. A process that dies by a fault leaves {@link #KILLED} and no output. */
    public CommandResult run(String commandLine) {
        try {
            return commands.run(commandLine);
        } catch (ProcessDied died) {
            return new CommandResult(KILLED, "", "");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new CommandResult(KILLED, "", "");
        } finally {
            if (restarting.getAndSet(false)) machine.boot();
        }
    }

    /** Goes down and comes up again at once. In a fleet use {@link Fleet#reboot}, which closes the connections too. */
    public void restart() {
        machine.boot();
    }

    Machine machine() {
        return machine;
    }

    CommandShell commands() {
        return commands;
    }
}
