package io.ratchet.app.command;

import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.Server;
import io.ratchet.app.server.ServiceNotice;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.store.audit.LogGuard;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--accept-loss",
            paramLabel = "REASON",
            description =
                    "Goes on although the audit log is not the continuation of what was kept, or belongs to another key; a line"
                            + " of the log.")
    private @Nullable String loss;

    @Option(
            names = "--accept-clock",
            paramLabel = "REASON",
            description = "Goes on although this machine's clock and the audit log disagree; a line of the log.")
    private @Nullable String clock;

    ServeCommand(Terminal terminal, Lifetime lifetime) {
        this.terminal = terminal;
        this.lifetime = lifetime;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServeSettings settings = ServeSettings.read(InputFile.readable(config));
        LogGuard.Accepted accepted =
                new LogGuard.Accepted(Optional.ofNullable(loss), Optional.ofNullable(clock), "user:" + Server.OWNER);
        URI address = new Server(settings, System.getenv(), lifetime, accepted).start(data);
        ServiceNotice.of(System.getenv()).ready("serves at " + address + "/");
        terminal.say("Ratchet serves at " + address + "/ (Ctrl-C stops; the next start goes on from there).");
        lifetime.awaitStop();
        return Exit.STOPPED;
    }
}
