package io.ratchet.app.command;

import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.FindingSink;
import io.ratchet.routes.intake.Formats;
import io.ratchet.routes.intake.MappingProposal;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.wire.CoverageJson;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.RejectedJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ratchet map}: a first description of a table that is not read yet, and what it would give. */
@Command(
        name = "map",
        description =
                "Proposes how to read a table that Ratchet does not know, and shows its first findings on standard error.")
final class MapCommand implements Callable<Integer> {
    private static final int SHOWN = 5;

    private final Terminal terminal;
    private final Clock clock;

    @Parameters(paramLabel = "FILE", description = "A table: CSV, TSV or xlsx.")
    private Path file = Path.of("");

    MapCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Delivery delivery = Delivery.of(InputFile.readable(file));
        String yaml = MappingProposal.of(delivery);
        terminal.out().print(yaml);
        terminal.out().flush();
        ReadOptions options = new ReadOptions(null, clock.instant(), "default");
        for (Coverage coverage :
                new ReportReader(Formats.shipped().with("the proposal", yaml)).read(delivery, options, first()))
            terminal.say(Json.line(CoverageJson.write(coverage)));
        return Exit.DONE;
    }

    private FindingSink first() {
        return new FindingSink() {
            private int findings;
            private int rejects;

            @Override
            public void finding(Finding finding) {
                if (findings++ < SHOWN) terminal.say(Json.line(FindingJson.write(finding)));
            }

            @Override
            public void rejected(Rejected rejected) {
                if (rejects++ < SHOWN) terminal.say(Json.line(RejectedJson.write(rejected)));
            }
        };
    }
}
