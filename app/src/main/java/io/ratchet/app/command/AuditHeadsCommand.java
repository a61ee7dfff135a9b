package io.ratchet.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.store.audit.KeyFingerprint;
import io.ratchet.store.audit.PublishedLog;
import io.ratchet.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet audit heads FOLDER}: needs nothing but the folder. */
@Command(
        name = "heads",
        description = "Checks the heads that a server published: each must be the beginning of the next.")
final class AuditHeadsCommand implements Callable<Integer> {
    private static final int SHOWN = 12;

    private final Terminal terminal;

    @Parameters(paramLabel = "FOLDER", description = "The folder that a server publishes to, or a copy of it.")
    private Path folder = Path.of("");

    @Option(
            names = "--key",
            paramLabel = "FILE|FINGERPRINT",
            description = "The key that should have signed, as you were given it on another way.")
    private @Nullable String key;

    @Option(
            names = "--kept",
            paramLabel = "FILE",
            description = "A checkpoint that you kept; what is published must go on from it. May be repeated.")
    private List<Path> kept = List.of();

    @Option(names = "--witness", paramLabel = "KEY|FILE", description = "Who else may have signed; may be repeated.")
    private List<String> witnesses = List.of();

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            description = "How often a head should have been kept, such as PT1H; a longer silence is told.")
    private Optional<Duration> every = Optional.empty();

    @Option(names = "--json", description = "Prints the answer as one line of JSON.")
    private boolean json;

    AuditHeadsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) throw Refusal.couldNotStart("There is no folder '" + folder + "'.");
        kept.forEach(InputFile::readable);
        PublishedLog.Report report = PublishedLog.check(
                folder,
                new PublishedLog.Against(
                        Optional.ofNullable(key).map(KeyFingerprint::read),
                        kept,
                        NoteKeys.read("--witness", witnesses),
                        every));
        if (json) terminal.out().println(json(report));
        else print(report);
        return report.holds() ? Exit.DONE : Exit.NOT_AS_WISHED;
    }

    private void print(PublishedLog.Report report) {
        Table table = new Table("HEAD", "LINES", "ROOT", "TIME", "WITNESSES");
        for (PublishedLog.Head head : report.heads())
            table.row(
                    head.name(),
                    head.size(),
                    HexFormat.of().formatHex(head.root()).substring(0, SHOWN),
                    head.time() == null ? "" : head.time(),
                    String.join(" ", head.witnessedBy()));
        table.print(terminal.out());
        report.problems().forEach(terminal::say);
        terminal.say("The log '" + report.origin() + "', signed by the key "
                + report.key().text() + (key == null ? ", which was not checked: give --key." : "."));
    }

    private static String json(PublishedLog.Report report) {
        ObjectNode node = Json.object()
                .put("schema", "ratchet.audit-heads/1")
                .put("origin", report.origin())
                .put("key", report.key().text());
        ArrayNode heads = node.putArray("heads");
        for (PublishedLog.Head head : report.heads()) {
            ObjectNode one = heads.addObject()
                    .put("name", head.name())
                    .put("size", head.size())
                    .put("root", HexFormat.of().formatHex(head.root()));
            if (head.time() != null) one.put("time", head.time().toString());
            head.witnessedBy().forEach(one.putArray("witnessedBy")::add);
        }
        report.problems().forEach(node.putArray("problems")::add);
        return Json.line(node);
    }
}
