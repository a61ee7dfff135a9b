package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet retry|defer|cancel ID... --reason TEXT}: a word on remediations after their approval. */
@Command
final class OrderCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final String order;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Its id; the first letters are enough.")
    private List<String> ids = List.of();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it is kept in the audit log.")
    private String reason = "";

    private OrderCommand(Terminal terminal, String order) {
        this.terminal = terminal;
        this.order = order;
    }

    static CommandLine retry(Terminal terminal) {
        return line(
                terminal,
                "retry",
                "Tries remediations again: at once where they wait for their host, as new proposals where they failed.");
    }

    static CommandLine defer(Terminal terminal) {
        return line(terminal, "defer", "Puts approved remediations that have not begun off to the next window.");
    }

    static CommandLine cancel(Terminal terminal) {
        return line(terminal, "cancel", "Takes remediations back that have not changed their host.");
    }

    private static CommandLine line(Terminal terminal, String order, String description) {
        CommandLine line = new CommandLine(new OrderCommand(terminal, order));
        line.getCommandSpec().name(order).usageMessage().description(description);
        return line;
    }

    @Override
    public Integer call() throws IOException {
        for (JsonNode remediation : ShortIds.find(entries(server), ids, "remediation", "/api/v1/remediations")) {
            JsonNode answer = server.post(
                    "/api/v1/remediations/" + remediation.path("id").asText() + "/" + order, Map.of("reason", reason));
            terminal.out()
                    .println(answer.path("id").asText() + " "
                            + answer.path("state").asText());
        }
        return Exit.DONE;
    }

    /** All remediations, in the form of the queue. */
    static JsonNode entries(ServerClient server) throws IOException {
        ObjectNode queue = Json.object();
        ArrayNode entries = queue.putArray("entries");
        server.all("/api/v1/remediations", "remediations")
                .path("remediations")
                .forEach(remediation -> entries.addObject().set("remediation", remediation));
        return queue;
    }
}
