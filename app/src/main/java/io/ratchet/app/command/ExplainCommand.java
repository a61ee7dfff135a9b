package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet explain}: why an asset was decided as it was, and why a rule was not. */
@Command(
        name = "explain",
        description =
                "Says what was decided for an asset, why, and what would change it; with --rule, why that rule did or did not fire.")
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Parameters(paramLabel = "ASSET", description = "The asset's id, or its host name where only one has it.")
    private String asset = "";

    @Option(names = "--rule", paramLabel = "ID", description = "A rule's id, or its beginning such as R025.")
    private Optional<String> rule = Optional.empty();

    @Option(names = "--json", description = "Prints the server's answer as JSON.")
    private boolean json;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        JsonNode explanation = server.get("/api/v1/explain/" + encoded(asset)
                + rule.map(id -> "?rule=" + encoded(id)).orElse(""));
        if (json) terminal.out().println(explanation);
        else new ExplanationText(terminal.out()).print(explanation);
        return Exit.DONE;
    }

    /** An id may hold anything; a server refuses an encoded slash, so slashes stay. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
