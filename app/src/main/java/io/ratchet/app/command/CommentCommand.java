package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet comment ID... --text TEXT}, or without a text: what was said. */
@Command(
        name = "comment",
        description = "Says something of the named remediations, which changes nothing of them; without --text it shows"
                + " what was said, and what has changed since an earlier plan was decided on.")
final class CommentCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Its id; the first letters are enough.")
    private List<String> ids = List.of();

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "One line of plain text, at most 1000 characters; it is kept in the audit log.")
    private @Nullable String text;

    CommentCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        for (JsonNode remediation :
                ShortIds.find(OrderCommand.entries(server), ids, "remediation", "/api/v1/remediations")) {
            String address = "/api/v1/remediations/" + remediation.path("id").asText();
            if (text == null) SaidText.of(server.get(address)).forEach(terminal.out()::println);
            else {
                server.post(address + "/comment", Map.of("text", text));
                terminal.out().println(remediation.path("id").asText());
            }
        }
        return Exit.DONE;
    }
}
