package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ratchet approve ID...}: allows exactly the plans it has just shown. */
@Command(name = "approve", description = "Shows what the named remediations would change, and approves exactly that.")
final class ApproveCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Parameters(
            arity = "1..*",
            paramLabel = "ID",
            description = "As 'ratchet queue' lists them; the first letters are enough.")
    private List<String> ids = List.of();

    ApproveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        List<JsonNode> wanted = ShortIds.find(server.get("/api/v1/queue"), ids);
        for (JsonNode entry : wanted) {
            String id = entry.path("id").asText();
            terminal.say("Approving " + id + " on "
                    + Table.printable(entry.at("/plan/asset").asText()) + ":");
            for (JsonNode changes : entry.path("plan").findValues("changes"))
                for (JsonNode change : changes) terminal.say("  " + Table.printable(change.toString()));
            SaidText.of(server.get("/api/v1/remediations/" + id)).forEach(terminal::say);
            JsonNode answer = server.post(
                    "/api/v1/remediations/" + id + "/approve",
                    Map.of("planHash", entry.at("/plan/hash").asText()));
            if (answer.path("state").asText().equals("Proposed"))
                terminal.say("Your yes to " + id + " is kept; it waits for more people ('ratchet queue' says whom).");
            else {
                String notApart = answer.at("/approval/notApart").asText();
                if (!notApart.isEmpty()) terminal.say("Not apart: " + Table.printable(notApart));
                terminal.out().println(id);
            }
        }
        return Exit.DONE;
    }
}
