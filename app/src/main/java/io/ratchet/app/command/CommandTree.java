package io.ratchet.app.command;

import io.ratchet.app.terminal.CauseConverter;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Every command, with the options that all of them share and one way of failing. */
@Command(
        name = "ratchet",
        description = "Raises an estate's TLS floor one notch at a time and never lets it slip.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "  test     Builds and tests everything (see 'ratchet test --help').",
            "  package  Makes the release archive, the image and the deb (see 'ratchet package --help').",
            "",
            "Exit codes: 0 done; 1 done, but something failed or was refused; 2 could not start; 3 stopped by a signal."
        })
public final class CommandTree implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(names = "--debug", scope = CommandLine.ScopeType.INHERIT, description = "Shows stack traces of failures.")
    @SuppressWarnings("UnusedVariable") // Failures asks picocli for it
    private boolean debug;

    private final Terminal terminal;
    private final CommandLine line;

    public CommandTree(Terminal terminal, Lifetime lifetime) {
        this.terminal = terminal;
        this.line = new CommandLine(this);
        Optional<SimulationEntry> simulation =
                ServiceLoader.load(SimulationEntry.class).findFirst();
        simulation.ifPresent(entry -> line.addSubcommand(entry.demo(terminal, lifetime)));
        line.addSubcommand(new ParseCommand(terminal, Clock.systemUTC()))
                .addSubcommand(new DecideCommand(terminal, Clock.systemUTC()))
                .addSubcommand(new MapCommand(terminal, Clock.systemUTC()))
                .addSubcommand(new ExplainCommand(terminal))
                .addSubcommand(new ReplayCommand(terminal))
                .addSubcommand(new WhatIfCommand(terminal))
                .addSubcommand(new QueueCommand(terminal))
                .addSubcommand(new ReadinessCommand(terminal))
                .addSubcommand(new WaitingCommand(terminal))
                .addSubcommand(new TicketsCommand(terminal))
                .addSubcommand(new ApproveCommand(terminal))
                .addSubcommand(new BreakGlassCommand(terminal))
                .addSubcommand(new RejectCommand(terminal))
                .addSubcommand(new StopCommand(terminal))
                .addSubcommand(new CollectCommand(terminal))
                .addSubcommand(new NightCommand(terminal))
                .addSubcommand(new BrakesCommand(terminal))
                .addSubcommand("retry", OrderCommand.retry(terminal))
                .addSubcommand("defer", OrderCommand.defer(terminal))
                .addSubcommand("cancel", OrderCommand.cancel(terminal))
                .addSubcommand(new IngestCommand(terminal))
                .addSubcommand(new ServeCommand(terminal, lifetime))
                .addSubcommand(AuditCommand.line(terminal))
                .addSubcommand(TokenCommand.line(terminal))
                .addSubcommand(UserCommand.line(terminal))
                .addSubcommand(new CatalogueCommand(terminal, Clock.systemUTC()));
        simulation.ifPresent(entry -> line.addSubcommand(entry.lab(terminal, lifetime)));
        line.addSubcommand(new BenchCommand(terminal)).addSubcommand(new VersionCommand(terminal));
        Failures failures = new Failures(terminal);
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
                .setExecutionStrategy(command -> {
                    CauseConverter.debug(Failures.debug(command));
                    return new CommandLine.RunLast().execute(command);
                })
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(120);
    }

    /** Runs one command and returns its exit code. */
    public int run(String... args) {
        int exit = line.execute(args);
        terminal.out().flush();
        return exit;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "No command is given; there are " + Usage.commands(spec.commandLine()) + ".");
    }
}
