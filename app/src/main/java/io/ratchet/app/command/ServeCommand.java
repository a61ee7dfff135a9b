package io.ratchet.app.command;

import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.Server;
import io.ratchet.app.server.ServiceNotice;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet serve}: the server for a real estate. */
@Command(
        name = "serve",
        description = "Serves a real estate: takes reports in, decides, asks people, runs what they approve.")
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Lifetime lifetime;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The settings; docs/guides/operate.md shows every key.")
    private Path config = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where all state lives (default: ./data).")
    private Path data = Path.of("data");

    ServeCommand(Terminal terminal, Lifetime lifetime) {
        this.terminal = terminal;
        this.lifetime = lifetime;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServeSettings settings = ServeSettings.read(InputFile.readable(config));
        URI address = new Server(settings, System.getenv(), lifetime).start(data);
        ServiceNotice.of(System.getenv()).ready("serves at " + address + "/");
        terminal.say("Ratchet serves at " + address + "/ (Ctrl-C stops; the next start goes on from there).");
        lifetime.awaitStop();
        return Exit.STOPPED;
    }
}
