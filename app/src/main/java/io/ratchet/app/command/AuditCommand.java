package io.ratchet.app.command;

import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.domain.audit.Redaction;
import io.ratchet.store.audit.AuditExport;
import io.ratchet.store.audit.AuditVerify;
import io.ratchet.store.audit.KeyFingerprint;
import io.ratchet.store.audit.Verdict;
import io.ratchet.store.tlog.NoteKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ratchet audit} and the two commands under it that everybody needs. */
@Command(
        name = "audit",
        description = "Exports the audit log, and checks offline what was exported or published.",
        synopsisSubcommandLabel = "COMMAND")
final class AuditCommand implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    static CommandLine line(Terminal terminal) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new Export(terminal))
                .addSubcommand(new Verify(terminal))
                .addSubcommand(new AuditHeadsCommand(terminal))
                .addSubcommand(new AuditProofCommand.Tiles(terminal))
                .addSubcommand(new AuditProofCommand.Proof(terminal))
                .addSubcommand(new AuditProofCommand.Proven(terminal))
                .addSubcommand(new AuditOpenCommand.Openings(terminal))
                .addSubcommand(new AuditOpenCommand.Open(terminal))
                .addSubcommand(new AuditKeyCommand(terminal, Clock.systemUTC()));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "No command is given; there are " + Usage.commands(spec.commandLine()) + ".");
    }

    /** {@code ratchet audit export --out FILE}. */
    @Command(name = "export", description = "Fetches the audit export from the server.")
    static final class Export implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final ServerClient server = new ServerClient();

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write it; a zip file.")
        private Path out = Path.of("");

        @Option(names = "--site", paramLabel = "NAME", description = "Only what concerns assets that ever stood there.")
        private Optional<String> site = Optional.empty();

        @Option(names = "--asset", paramLabel = "ID", description = "Only what concerns this asset.")
        private Optional<String> asset = Optional.empty();

        @Option(names = "--since", paramLabel = "T", description = "Only from this moment on.")
        private Optional<String> since = Optional.empty();

        @Option(names = "--until", paramLabel = "T", description = "Only what is before this moment.")
        private Optional<String> until = Optional.empty();

        @Option(
                names = "--redact",
                paramLabel = "WHAT",
                description = "Hides hosts, users, addresses (one or more, with commas); what is left is still proven.")
        private Optional<String> redact = Optional.empty();

        Export(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            server.download("/api/v1/audit/export" + query(), out.toAbsolutePath());
            if (redact.isPresent()) mustHide(Redaction.read(redact.get()));
            terminal.out().println(out);
            return Exit.DONE;
        }

        private String query() {
            return new Query()
                    .with("site", site)
                    .with("asset", asset)
                    .with("since", since.map(at -> instant("--since", at)))
                    .with("until", until.map(at -> instant("--until", at)))
                    .with("redact", redact.map(Export::redactions))
                    .text();
        }

        /** A server of an earlier release does not know the wish, and names are not to lie where none are expected. */
        private void mustHide(Set<Redaction> wanted) throws IOException {
            if (AuditExport.redactions(out).equals(wanted)) return;
            Files.deleteIfExists(out);
            throw Refusal.couldNotStart(
                    "The server wrote an export that does not hide what --redact names; it is of an earlier release. The file"
                            + " was removed.");
        }

        private static String redactions(String words) {
            try {
                return Redaction.words(Redaction.read(words));
            } catch (IllegalArgumentException e) {
                throw Refusal.couldNotStart("--redact: " + e.getMessage(), e);
            }
        }

        private static String instant(String option, String text) {
            return ReportArguments.instant(option, text).toString();
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

        @Option(
                names = "--key",
                paramLabel = "FILE|FINGERPRINT",
                description =
                        "The key that should have signed, as you were given it on another way: its file or its fingerprint."
                                + " Without it the signer is not checked.")
        private @Nullable String key;

        @Option(
                names = "--older",
                paramLabel = "FILE",
                description =
                        "An earlier export, or a checkpoint that you kept, whose lines must be the beginning of this one's.")
        private @Nullable Path older;

        @Option(
                names = "--witness",
                paramLabel = "KEY|FILE",
                description = "Who else should have signed the checkpoint; may be repeated.")
        private List<String> witnesses = List.of();

        @Option(
                names = "--quorum",
                paramLabel = "N",
                description = "How many of the witnesses must have signed (default: all that are named).")
        private @Nullable Integer quorum;

        @Option(
                names = "--authority",
                paramLabel = "FILE",
                description =
                        "Certificates, in PEM, of the time-stamp authority that should have stamped the checkpoint.")
        private @Nullable Path authority;

        @Option(
                names = "--strict",
                description = "Ends 0 only when nothing is left open: the time holds, and so does the signer.")
        private boolean strict;

        @Option(names = "--json", description = "Prints the verdict as one line of JSON.")
        private boolean json;

        Verify(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            AuditVerify.Against against = new AuditVerify.Against(
                    Optional.ofNullable(key).map(KeyFingerprint::read),
                    Optional.ofNullable(older).map(InputFile::readable),
                    Clock.systemUTC().instant(),
                    others());
            Verdict verdict = AuditVerify.verify(InputFile.readable(file), against);
            if (json) terminal.out().println(verdict.json());
            else print(verdict);
            boolean wished = strict ? verdict.holdsStrictly() : verdict.holds();
            return wished ? Exit.DONE : Exit.NOT_AS_WISHED;
        }

        private AuditVerify.Others others() {
            List<NoteKey> keys = NoteKeys.read("--witness", witnesses);
            int needed = quorum == null ? keys.size() : quorum;
            if (needed < 0 || needed > keys.size())
                throw Refusal.couldNotStart("--quorum " + needed + " is more than the witnesses that are named, "
                        + keys.size() + ", or less than none.");
            return new AuditVerify.Others(
                    keys, needed, Optional.ofNullable(authority).map(InputFile::readable));
        }

        private void print(Verdict verdict) {
            new Table("WHAT", "VERDICT")
                    .row("integrity", word(verdict.integrity()))
                    .row("completeness", word(verdict.completeness()))
                    .row("time", word(verdict.time()))
                    .row("signer", word(verdict.signer()))
                    .row("witnesses", witnesses(verdict.vouched()))
                    .row("time-stamp", stamp(verdict.vouched()))
                    .row("events", verdict.events())
                    .row("redacted", verdict.redacted().isEmpty() ? "nothing" : verdict.redacted())
                    .row("tree root", verdict.root() == null ? "none" : verdict.root())
                    .row("signed by key", verdict.key() == null ? "none" : verdict.key())
                    .print(terminal.out());
            Verdict.Problem problem = verdict.firstProblem();
            if (problem != null)
                terminal.say((problem.line() == null ? "" : "Line " + problem.line() + ": ") + problem.problem());
            if (verdict.signer() == Verdict.Signer.UNCHECKED)
                terminal.say(
                        "The signer was not checked: anybody can sign a log of their own making. Give --key with the"
                                + " key's file or fingerprint as you received it on another way.");
        }

        private static String witnesses(Verdict.Vouched vouched) {
            return (word(vouched.witnesses()) + " " + String.join(" ", vouched.witnessedBy())).strip();
        }

        private static String stamp(Verdict.Vouched vouched) {
            return word(vouched.stamp()) + (vouched.stampedAt() == null ? "" : " " + vouched.stampedAt());
        }

        private static String word(Enum<?> answer) {
            return answer.name().toLowerCase(Locale.ROOT);
        }
    }
}
