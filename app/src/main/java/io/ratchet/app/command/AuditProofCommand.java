package io.ratchet.app.command;

import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.store.audit.ExportProofs;
import io.ratchet.store.audit.SealedLine;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.TlogProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet audit tiles|proof|proven}: the log in the files of the standard, made and checked offline. */
final class AuditProofCommand {
    private AuditProofCommand() {}

    /** {@code ratchet audit tiles FILE --out FOLDER}. */
    @Command(
            name = "tiles",
            description = "Writes the tree of an export as checkpoint and tiles, which other programs check.")
    static final class Tiles implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(paramLabel = "FILE", description = "An export of 'ratchet audit export'.")
        private Path file = Path.of("");

        @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where to write them.")
        private Path out = Path.of("");

        Tiles(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ExportProofs.tiles(InputFile.readable(file), out);
            terminal.out().println(out);
            return Exit.DONE;
        }
    }

    /** {@code ratchet audit proof FILE --asset ID --out FOLDER}. */
    @Command(name = "proof", description = "Writes single lines of an export, each with a proof that it is in the log.")
    static final class Proof implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(paramLabel = "FILE", description = "An export of 'ratchet audit export'.")
        private Path file = Path.of("");

        @Option(names = "--asset", paramLabel = "ID", description = "The lines that concern this asset.")
        private Optional<String> asset = Optional.empty();

        @Option(
                names = "--sequence",
                split = ",",
                paramLabel = "N",
                description = "The lines of these sequence numbers.")
        private Set<Long> sequences = Set.of();

        @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where to write them.")
        private Path out = Path.of("");

        Proof(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            if (asset.isEmpty() && sequences.isEmpty())
                throw Refusal.couldNotStart("Give --asset ID or --sequence N to say which lines are to be proven.");
            Set<Long> wanted = new TreeSet<>(sequences);
            int written = ExportProofs.proofs(
                    InputFile.readable(file),
                    out,
                    line -> wanted.contains(line.sequence())
                            || (asset.isPresent() && asset.get().equals(line.asset())));
            terminal.say(written + (written == 1 ? " line was" : " lines were") + " written to '" + out + "'.");
            return written > 0 ? Exit.DONE : Exit.NOT_AS_WISHED;
        }
    }

    /** {@code ratchet audit proven PROOF --key KEY}. */
    @Command(
            name = "proven",
            description = "Checks that a line is in the log, with nothing but the line and its proof.")
    static final class Proven implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(paramLabel = "PROOF", description = "A file that ends in .tlog-proof.")
        private Path file = Path.of("");

        @Option(
                names = "--entry",
                paramLabel = "FILE",
                description = "The line, without its line end (default: beside the proof, ending in .json).")
        private @Nullable Path entry;

        @Option(
                names = "--key",
                required = true,
                paramLabel = "KEY|FILE",
                description = "The log's key as you were given it on another way, in one line: its file log.vkey.")
        private String key = "";

        @Option(
                names = "--witness",
                paramLabel = "KEY|FILE",
                description = "Who else should have signed; may be repeated.")
        private List<String> witnesses = List.of();

        @Option(names = "--quorum", paramLabel = "N", description = "How many of them must have (default: all).")
        private @Nullable Integer quorum;

        Proven(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            NoteKey log = NoteKeys.read("--key", key);
            List<NoteKey> others = NoteKeys.read("--witness", witnesses);
            TlogProof proof = proof();
            byte[] line = Files.readAllBytes(InputFile.readable(entry == null ? beside() : entry));
            Checkpoint checkpoint = Checkpoint.read(proof.checkpoint().text());
            boolean shown = proof.shows(SealedLine.leaf(line));
            boolean signed = Checkpoint.isSigned(proof.checkpoint(), log);
            List<String> saw = others.stream()
                    .filter(each -> Checkpoint.isSigned(proof.checkpoint(), each))
                    .map(NoteKey::name)
                    .toList();
            boolean enough = saw.size() >= (quorum == null ? others.size() : quorum);
            new Table("WHAT", "ANSWER")
                    .row(
                            "line",
                            shown ? "is number " + proof.index() + " of " + checkpoint.size() : "is not in the log")
                    .row("log", checkpoint.origin())
                    .row("signed by the key", signed ? "yes" : "no")
                    .row("witnesses", others.isEmpty() ? "unchecked" : saw.isEmpty() ? "none" : String.join(" ", saw))
                    .print(terminal.out());
            return shown && signed && enough ? Exit.DONE : Exit.NOT_AS_WISHED;
        }

        private TlogProof proof() throws IOException {
            try {
                return TlogProof.read(Files.readAllBytes(InputFile.readable(file)));
            } catch (IllegalArgumentException e) {
                throw Refusal.couldNotStart("'" + file + "' is no proof: " + e.getMessage() + ".", e);
            }
        }

        private Path beside() {
            return Path.of(file.toString().replaceAll("\\.tlog-proof$", "") + ".json");
        }
    }
}
