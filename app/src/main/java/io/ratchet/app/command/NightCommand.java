package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.NightText;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet night [--at T] [--json]}: tonight's plan before it runs, last night's report after. */
@Command(
        name = "night",
        description =
                "Shows tonight's plan (order, waves, when it ends, what does not fit and why) and what the last 24"
                        + " hours came to.")
final class NightCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Option(names = "--at", paramLabel = "T", description = "The moment, such as 2018-09-20T20:00:00Z (default: now).")
    private Optional<String> at = Optional.empty();

    @Option(names = "--json", description = "Prints the server's answer as JSON.")
    private boolean json;

    NightCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        String asked =
                at.map(text -> "?at=" + ReportArguments.instant("--at", text)).orElse("");
        JsonNode night = server.get("/api/v1/night" + asked);
        if (json) {
            terminal.out().println(night);
            return Exit.DONE;
        }
        if (night.path("plan").isEmpty()) terminal.say(NightText.NOTHING);
        NightText.print(night, terminal.out());
        return Exit.DONE;
    }
}
