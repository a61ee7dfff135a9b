package io.ratchet.app.command;

import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.store.audit.AuditVerify;
import io.ratchet.store.audit.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet audit openings|open}: makes what opens the hidden values of an export, and opens them with it. */
final class AuditOpenCommand {
    private AuditOpenCommand() {}

    /** {@code ratchet audit openings REDACTED --from WHOLE --out FILE}. */
    @Command(
            name = "openings",
            description = "Writes what opens the hidden values of an export, from one of the same log that shows them.")
    static final class Openings implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(paramLabel = "FILE", description = "An export of 'ratchet audit export --redact'.")
        private Path file = Path.of("");

        @Option(
                names = "--from",
                required = true,
                paramLabel = "FILE",
                description = "An export that shows the values, of the same time or later.")
        private Path from = Path.of("");

        @Option(names = "--asset", paramLabel = "ID", description = "Only of the lines that concern this asset.")
        private Optional<String> asset = Optional.empty();

        @Option(
                names = "--sequence",
                split = ",",
                paramLabel = "N",
                description = "Only of the lines of these sequence numbers.")
        private Set<Long> sequences = Set.of();

        @Option(
                names = "--out",
                required = true,
                paramLabel = "FILE",
                description = "Where to write it; whoever has it sees the values.")
        private Path out = Path.of("");

        Openings(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            Set<Long> wanted = new TreeSet<>(sequences);
            boolean all = asset.isEmpty() && wanted.isEmpty();
            long values = io.ratchet.store.audit.Openings.write(
                    InputFile.readable(file),
                    InputFile.readable(from),
                    out,
                    line -> all
                            || wanted.contains(line.sequence())
                            || (asset.isPresent() && asset.get().equals(line.asset())));
            terminal.say("'" + out + "' opens " + values + (values == 1 ? " value." : " values."));
            return values > 0 ? Exit.DONE : Exit.NOT_AS_WISHED;
        }
    }

    /** {@code ratchet audit open REDACTED --openings FILE --out FILE}. */
    @Command(name = "open", description = "Shows hidden values of an export, each checked against what was hidden.")
    static final class Open implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(paramLabel = "FILE", description = "An export of 'ratchet audit export --redact'.")
        private Path file = Path.of("");

        @Option(
                names = "--openings",
                required = true,
                paramLabel = "FILE",
                description = "What 'ratchet audit openings' wrote of it.")
        private Path openings = Path.of("");

        @Option(
                names = "--out",
                required = true,
                paramLabel = "FILE",
                description = "Where to write the lines, as events.ndjson has them.")
        private Path out = Path.of("");

        Open(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            Path export = InputFile.readable(file);
            Verdict verdict = AuditVerify.verify(
                    export, AuditVerify.Against.nothing(Clock.systemUTC().instant()));
            if (!verdict.holds()) {
                terminal.say(
                        "'" + file + "' does not hold, so nothing was opened; see what 'ratchet audit verify' says.");
                return Exit.NOT_AS_WISHED;
            }
            var opened = io.ratchet.store.audit.Openings.open(export, InputFile.readable(openings), out);
            opened.problem().ifPresent(problem -> terminal.say(problem + " Nothing was written."));
            if (opened.problem().isPresent()) return Exit.NOT_AS_WISHED;
            terminal.say(opened.values() + (opened.values() == 1 ? " value is" : " values are") + " shown in '" + out
                    + "'.");
            return Exit.DONE;
        }
    }
}
