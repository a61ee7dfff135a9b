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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet break-glass ID --reason TEXT}: allows one plan alone, in an emergency. */
@Command(
        name = "break-glass",
        description =
                "Approves one remediation alone although other people are needed: for emergencies, and told loudly.")
final class BreakGlassCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Parameters(paramLabel = "ID", description = "As 'ratchet queue' lists it; the first letters are enough.")
    private String id = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why it cannot wait; it is kept in the audit log.")
    private String reason = "";

    BreakGlassCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        for (JsonNode entry : ShortIds.find(server.get("/api/v1/queue"), List.of(id))) {
            String whole = entry.path("id").asText();
            terminal.say("Breaking the glass for " + whole + " on "
                    + Table.printable(entry.at("/plan/asset").asText()) + ":");
            for (JsonNode changes : entry.path("plan").findValues("changes"))
                for (JsonNode change : changes) terminal.say("  " + Table.printable(change.toString()));
            server.post(
                    "/api/v1/remediations/" + whole + "/break-glass",
                    Map.of("planHash", entry.at("/plan/hash").asText(), "reason", reason));
            terminal.out().println(whole);
        }
        return Exit.DONE;
    }
}
