package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet reject ID... --reason TEXT}. */
@Command(name = "reject", description = "Refuses the named remediations; they come back only when their plan changes.")
final class RejectCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Parameters(
            arity = "1..*",
            paramLabel = "ID",
            description = "As 'ratchet queue' lists them; the first letters are enough.")
    private List<String> ids = List.of();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it is kept in the audit log.")
    private String reason = "";

    RejectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        for (JsonNode entry : ShortIds.find(server.get("/api/v1/queue"), ids)) {
            String id = entry.path("id").asText();
            server.post("/api/v1/remediations/" + id + "/reject", Map.of("reason", reason));
            terminal.out().println(id);
        }
        return Exit.DONE;
    }
}
