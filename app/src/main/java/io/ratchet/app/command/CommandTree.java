package io.ratchet.app.command;

import io.ratchet.app.terminal.CauseConverter;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

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
    private final Map<String, Function<List<String>, Object>> commands;

    public CommandTree(Terminal terminal, Lifetime lifetime) {
        this.terminal = terminal;
        this.commands = commands(terminal, lifetime);
    }

    /** Each command by its name, in the order of the help; made of the words that follow it. */
    private static Map<String, Function<List<String>, Object>> commands(Terminal terminal, Lifetime lifetime) {
        Map<String, Function<List<String>, Object>> commands = new LinkedHashMap<>();
        commands.put("demo", words -> simulation(entry -> entry.demo(terminal, lifetime)));
        commands.put("parse", words -> new ParseCommand(terminal, Clock.systemUTC()));
        commands.put("decide", words -> new DecideCommand(terminal, Clock.systemUTC(), DecideCommand.ahead(words)));
        commands.put("map", words -> new MapCommand(terminal, Clock.systemUTC()));
        commands.put("explain", words -> new ExplainCommand(terminal));
        commands.put("replay", words -> new ReplayCommand(terminal));
        commands.put("what-if", words -> new WhatIfCommand(terminal));
        commands.put("queue", words -> new QueueCommand(terminal));
        commands.put("readiness", words -> new ReadinessCommand(terminal));
        commands.put("waiting", words -> new WaitingCommand(terminal));
        commands.put("tickets", words -> new TicketsCommand(terminal));
        commands.put("approve", words -> new ApproveCommand(terminal));
        commands.put("break-glass", words -> new BreakGlassCommand(terminal));
        commands.put("reject", words -> new RejectCommand(terminal));
        commands.put("comment", words -> new CommentCommand(terminal));
        commands.put("stop", words -> new StopCommand(terminal));
        commands.put("collect", words -> new CollectCommand(terminal));
        commands.put("night", words -> new NightCommand(terminal));
        commands.put("brakes", words -> new BrakesCommand(terminal));
        commands.put("retry", words -> OrderCommand.retry(terminal));
        commands.put("defer", words -> OrderCommand.defer(terminal));
        commands.put("cancel", words -> OrderCommand.cancel(terminal));
        commands.put("ingest", words -> new IngestCommand(terminal));
        commands.put("migrate", words -> new MigrateCommand(terminal));
        commands.put("dead-letters", words -> new DeadLettersCommand(terminal));
        commands.put("serve", words -> new ServeCommand(terminal, lifetime));
        commands.put("audit", words -> AuditCommand.line(terminal));
        commands.put("token", words -> TokenCommand.line(terminal));
        commands.put("user", words -> UserCommand.line(terminal));
        commands.put("catalogue", words -> new CatalogueCommand(terminal, Clock.systemUTC()));
        commands.put("lab", words -> simulation(entry -> entry.lab(terminal, lifetime)));
        commands.put("bench", words -> new BenchCommand(terminal));
        commands.put("version", words -> new VersionCommand(terminal));
        return commands;
    }

    /** A command that simulates; null where Ratchet is installed without them. */
    private static @Nullable Object simulation(Function<SimulationEntry, Object> command) {
        return ServiceLoader.load(SimulationEntry.class)
                .findFirst()
                .map(command)
                .orElse(null);
    }

    /** Runs one command and returns its exit code. */
    public int run(String... args) {
        int exit = line(args).execute(args);
        // Flushes too. A print stream keeps to itself that nothing more could be written.
        if (!terminal.out().checkError()) return exit;
        terminal.say("ratchet: Standard output could not be written to its end, so what stands there is not whole;"
                + " make room where it goes and run the command again.");
        return exit == Exit.DONE ? Exit.NOT_AS_WISHED : exit;
    }

    /**
     * Only the command that is asked for where the first word names it: to look at all of them takes a small start
     * longer than what it starts for. Help and what is misspelt need them all.
     */
    private CommandLine line(String... args) {
        CommandLine line = new CommandLine(this);
        List<String> words = List.of(args);
        if (words.isEmpty() || !add(line, words.get(0), words.subList(1, words.size())))
            commands.keySet().forEach(name -> add(line, name, List.of()));
        Failures failures = new Failures(terminal);
        return line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
                .setExecutionStrategy(command -> {
                    CauseConverter.debug(Failures.debug(command));
                    refuseMisspelt(command);
                    return new CommandLine.RunLast().execute(command);
                })
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(120);
    }

    /** Who asks for the help of a command that is not there is not shown the help of all: picocli would. */
    private static void refuseMisspelt(ParseResult given) {
        ParseResult last = given;
        while (last.hasSubcommand()) last = last.subcommand();
        CommandLine line = last.commandSpec().commandLine();
        if (!last.unmatched().isEmpty() && !line.getSubcommands().isEmpty())
            throw new UnmatchedArgumentException(line, last.unmatched());
    }

    /** False when there is no command of this name here. */
    private boolean add(CommandLine line, String name, List<String> words) {
        Function<List<String>, Object> command = commands.get(name);
        Object made = command == null ? null : command.apply(words);
        if (made == null) return false;
        line.addSubcommand(name, made);
        return true;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "No command is given; there are " + Usage.commands(spec.commandLine()) + ".");
    }
}
