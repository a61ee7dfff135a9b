package io.ratchet.app.command;

import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.Server;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet migrate}: the schema of a shared database, before servers of a new release start on it. */
@Command(name = "migrate", description = "Brings the schema of the settings' database up to date, and ends.")
final class MigrateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The settings of the servers, which name the database.")
    private Path config = Path.of("");

    MigrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        int steps = Server.migrate(ServeSettings.read(InputFile.readable(config)), System.getenv());
        terminal.say(
                steps == 0
                        ? "The schema of the database is up to date."
                        : "The schema of the database was brought up to date in " + steps + " steps.");
        return Exit.DONE;
    }
}
