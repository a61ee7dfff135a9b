package io.ratchet.app.demo;

import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet demo}: a whole night on a simulated estate. */
@Command(
        name = "demo",
        description =
                "Runs a maintenance night on a simulated Windows estate; everything but the hosts is the real thing.")
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Lifetime lifetime;
    private final DemoNight.Opening opening;

    @Option(
            names = "--once",
            description = "Approves by the demo's policy, runs to the end without a console and prints the outcome.")
    private boolean once;

    @Option(names = "--json", description = "With --once: prints the outcome as one line of JSON.")
    private boolean json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data/demo",
            description = "Where all state lives (default: ./data/demo). Started again, the demo goes on from there.")
    private Path data = Path.of("data", "demo");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The port of the console on 127.0.0.1 (default: 8080).")
    private int port = 8080;

    DemoCommand(Terminal terminal, Lifetime lifetime, DemoNight.Opening opening) {
        this.terminal = terminal;
        this.lifetime = lifetime;
        this.opening = opening;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (json && !once) throw unusable("--json needs --once; give both.");
        if (port < 0 || port > 65535) throw unusable("--port is a number from 0 to 65535, not " + port + ".");
        DemoRun run = new DemoRun(terminal, lifetime, opening);
        return once ? run.once(data, json) : run.withConsole(data, port);
    }

    private static FailureException unusable(String sentence) {
        return FailureException.of(FailureCode.CONFIG_INVALID, sentence);
    }
}
