package io.ratchet.app.command;

import io.ratchet.app.terminal.Terminal;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet bench}: how fast it is on this machine. */
@Command(name = "bench", description = "Measures this machine; without a name it lists the benchmarks.")
final class BenchCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "The benchmarks to run (default: list them).")
    private List<String> names = List.of();

    @Option(names = "--json", description = "Prints one line of JSON for each.")
    private boolean json;

    @Option(names = "--quick", description = "Few rounds: a rough figure in little time.")
    private boolean quick;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().flush();
        return ServiceLoader.load(BenchEntry.class)
                .findFirst()
                .orElseThrow(
                        () -> Refusal.couldNotStart("The benchmarks are not here; start them with './ratchet bench'."))
                .run(names, json, quick);
    }
}
