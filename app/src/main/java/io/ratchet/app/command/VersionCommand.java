package io.ratchet.app.command;

import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ratchet version}. */
@Command(name = "version", description = "Prints the version of Ratchet and of the Java it runs on.")
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        terminal.out().println("ratchet " + (version == null ? "(not packaged)" : version));
        terminal.out().println("java " + Runtime.version() + ", " + System.getProperty("java.vendor"));
        return Exit.DONE;
    }
}
