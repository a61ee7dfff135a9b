package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet brakes [--release SCOPE --reason TEXT]}. */
@Command(
        name = "brakes",
        description = "Lists the breakers that are open and the quarantines that stand, and lets what they hold go on.")
final class BrakesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Option(names = "--release", paramLabel = "SCOPE", description = "Lets this go on, as the list names it.")
    private @Nullable String scope;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept in the audit log.")
    private @Nullable String reason;

    BrakesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        JsonNode standing = scope == null ? server.get("/api/v1/brakes") : release(scope);
        if (standing.path("brakes").isEmpty()) {
            terminal.say("Nothing is held.");
            return Exit.DONE;
        }
        Table table = new Table("SCOPE", "KIND", "SINCE", "REMEDIATION", "BECAUSE");
        for (JsonNode brake : standing.path("brakes"))
            table.row(
                    brake.path("scope").asText(),
                    brake.path("kind").asText(),
                    brake.path("at").asText(),
                    brake.path("remediation").asText(),
                    brake.path("because").asText());
        table.print(terminal.out());
        return Exit.DONE;
    }

    private JsonNode release(String held) throws IOException {
        if (reason == null || reason.isBlank())
            throw Refusal.couldNotStart("Say why with --reason; it is kept in the audit log.");
        return server.post("/api/v1/brakes/release", Map.of("scope", held, "reason", reason));
    }
}
