package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet waiting}: which assets are waiting for a vendor, for what and since when. */
@Command(
        name = "waiting",
        description =
                "Lists the assets that are waiting for a vendor's release: which build, since when, and what it holds back.")
final class WaitingCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Option(names = "--json", description = "Prints the server's answer as JSON.")
    private boolean json;

    WaitingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        JsonNode waiting = server.all("/api/v1/waiting", "waiting");
        if (json) {
            terminal.out().println(waiting);
            return Exit.DONE;
        }
        if (waiting.path("waiting").isEmpty()) {
            terminal.say("Nothing is waiting for a vendor.");
            return Exit.DONE;
        }
        Table table = new Table("ASSET", "SITE", "SYSTEM", "GOAL", "SINCE", "WAITS FOR", "RELEASE", "HOLDS", "GATES");
        for (JsonNode wait : waiting.path("waiting")) row(table, wait);
        table.print(terminal.out());
        return Exit.DONE;
    }

    private static void row(Table table, JsonNode wait) {
        TreeSet<String> gates = new TreeSet<>();
        wait.path("holds").forEach(held -> held.path("gates").forEach(gate -> gates.add(gate.asText())));
        table.row(
                wait.path("asset").asText(),
                wait.path("site").asText("-"),
                wait.path("system").asText(),
                wait.path("goal").asText(),
                Instant.parse(wait.path("since").asText()).truncatedTo(ChronoUnit.SECONDS),
                wait.path("build").asText("-"),
                wait.path("release").asText("-"),
                wait.path("holds").size() + " assets",
                gates.isEmpty() ? "-" : String.join(" ", gates));
    }
}
