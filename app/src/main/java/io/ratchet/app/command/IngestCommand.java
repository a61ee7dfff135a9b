package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.domain.Sha256;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ratchet ingest FILE...}: hands reports to a running server. */
@Command(
        name = "ingest",
        description = "Uploads reports to the server and prints the result, one line of JSON for each report.")
final class IngestCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "A report of any format that 'ratchet parse' reads.")
    private List<Path> files = List.of();

    IngestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        files.forEach(InputFile::readable);
        for (Path file : files) {
            String name = URLEncoder.encode(file.getFileName().toString(), StandardCharsets.UTF_8);
            ServerClient.Sent sent = server.upload("/api/v1/reports?file=" + name, file);
            JsonNode receipt = sent.answer();
            for (JsonNode coverage : receipt.path("coverages")) terminal.out().println(coverage);
            long elsewhere = receipt.path("elsewhere").asLong();
            if (elsewhere > 0)
                terminal.say(elsewhere + " facts of hosts that are elsewhere than this source may speak of are believed"
                        + " with a lesser method; see `trust` in the settings.");
            if (!receipt.path("duplicate").asBoolean()) continue;
            if (sent.again()) sayWhatBecameOf(file);
            else terminal.say("'" + file + "' was taken in before; nothing was done.");
        }
        return Exit.DONE;
    }

    /** The answer that was lost, as the server still knows it. It keeps none of an archive as a whole. */
    private void sayWhatBecameOf(Path file) throws IOException {
        Optional<JsonNode> coverage = server.find("/api/v1/reports/" + Sha256.hex(file))
                .map(report -> report.path("coverage"))
                .filter(JsonNode::isObject);
        coverage.ifPresent(known -> {
            ObjectNode line = Json.object().put("schema", "ratchet.coverage/1");
            line.setAll((ObjectNode) known);
            terminal.out().println(line);
        });
        terminal.say("'" + file
                + "' is taken in. No answer came at first, so it was sent once more, and nothing was done twice.");
    }
}
