package io.ratchet.app.command;

import io.ratchet.app.terminal.Terminal;
import io.ratchet.routes.intake.ParseReport;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet parse}: reports in, findings out; no server, no database. */
@Command(
        name = "parse",
        description =
                "Prints what reports say as findings, one line of JSON each; rejects and coverage go to standard error.")
final class ParseCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    private final ReportArguments reports = new ReportArguments();

    @Option(names = "--strict", description = "Ends 1 when a record was rejected.")
    private boolean strict;

    ParseCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        try (reports) {
            return new ParseReport(reports.reader(), terminal.out(), terminal.err())
                    .run(reports.deliveries(terminal.in()), reports.options().at(clock.instant()), strict);
        }
    }
}
