package io.ratchet.app.command;

import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.store.audit.AuditVerify;
import io.ratchet.store.audit.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ratchet audit export|verify}. */
@Command(
        name = "audit",
        description = "Exports the audit log, or checks an export offline.",
        synopsisSubcommandLabel = "COMMAND")
final class AuditCommand implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    static CommandLine line(Terminal terminal) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new Export(terminal))
                .addSubcommand(new Verify(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command is given; there are export and verify.");
    }

    /** {@code ratchet audit export --out FILE}. */
    @Command(name = "export", description = "Fetches the audit export from the server.")
    static final class Export implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final ServerClient server = new ServerClient();

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write it; a zip file.")
        private Path out = Path.of("");

        Export(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            server.download("/api/v1/audit/export", out.toAbsolutePath());
            terminal.out().println(out);
            return Exit.DONE;
        }
    }

    /** {@code ratchet audit verify FILE}: needs nothing but the file. */
    @Command(
            name = "verify",
            description =
                    "Checks an audit export with nothing but the file; ends 0 only when it is whole and unchanged.")
    static final class Verify implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(paramLabel = "FILE", description = "An export of 'ratchet audit export'.")
        private Path file = Path.of("");

        @Option(names = "--json", description = "Prints the verdict as one line of JSON.")
        private boolean json;

        Verify(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            Verdict verdict = AuditVerify.verify(InputFile.readable(file));
            if (json) terminal.out().println(verdict.json());
            else print(verdict);
            return verdict.holds() ? Exit.DONE : Exit.NOT_AS_WISHED;
        }

        private void print(Verdict verdict) {
            new Table("WHAT", "VERDICT")
                    .row("integrity", word(verdict.integrity()))
                    .row("completeness", word(verdict.completeness()))
                    .row("time", word(verdict.time()))
                    .row("events", verdict.events())
                    .row("tree root", verdict.root() == null ? "none" : verdict.root())
                    .row("signed by key", verdict.key() == null ? "none" : verdict.key())
                    .print(terminal.out());
            Verdict.Problem problem = verdict.firstProblem();
            if (problem != null)
                terminal.say((problem.line() == null ? "" : "Line " + problem.line() + ": ") + problem.problem());
        }

        private static String word(Verdict.Answer answer) {
            return answer.name().toLowerCase(Locale.ROOT);
        }
    }
}
