package io.ratchet.store.audit;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.MerkleProof;
import io.ratchet.store.tlog.SignedNote;
import io.ratchet.store.tlog.Subtrees;
import io.ratchet.store.tlog.TileFolder;
import io.ratchet.store.tlog.TlogProof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an export what other programs of the standard read, with nothing but the file: its tree as tiles, and for
 * single lines a proof that can be handed on alone. Whether the export itself is sound is for {@link AuditVerify} to
 * say.
 */
public final class ExportProofs {
    private static final int BUNDLE = 256;

    private ExportProofs() {}

    /** Which line, as far as it says so itself. */
    public record Line(long sequence, @Nullable String asset) {}

    /**
     * Writes the tree: {@code checkpoint} and {@code tile/}; of an export of every line also what the leaves are made
     * of, under {@code tile/entries}.
     *
     * @throws FailureException INTAKE_UNRECOGNISED when it is no export with a checkpoint, or its leaves are not those
     *     of the checkpoint; CONFIG_INVALID when {@code out} cannot be written
     */
    public static void tiles(Path file, Path out) {
        work(file, out, export -> {
            tree(export, file, out);
            TileFolder.write(out.resolve(HeadPublisher.CHECKPOINT), export.small(AuditExport.CHECKPOINT), false);
            if (export.head().filter(head -> head.lines() == head.size()).isPresent()) bundles(export, out);
            return 0;
        });
    }

    /**
     * Writes for each line that is wanted {@code SEQUENCE.json}, the line as the export has it, {@code SEQUENCE.entry},
     * what its leaf is made of, and {@code SEQUENCE.tlog-proof}.
     *
     * @return how many
     * @throws FailureException as {@link #tiles}
     */
    public static int proofs(Path file, Path out, Predicate<Line> wanted) {
        return work(file, out, export -> {
            Path tiles = Files.createTempDirectory("ratchet-tiles");
            try {
                SignedNote checkpoint = SignedNote.read(export.small(AuditExport.CHECKPOINT));
                return proofs(export, out, wanted, checkpoint, tree(export, file, tiles));
            } finally {
                remove(tiles);
            }
        });
    }

    private static int proofs(ExportFile export, Path out, Predicate<Line> wanted, SignedNote checkpoint, Subtrees tree)
            throws IOException {
        long size = Checkpoint.read(checkpoint.text()).size();
        int written = 0;
        try (PartLines in = export.open(AuditExport.EVENTS)) {
            for (byte[] line = in.line(); line != null; line = in.line()) {
                LineHead said = LineHead.read(line);
                Long sequence = said.sequence();
                if (sequence == null || sequence < 0 || sequence >= size) continue;
                if (!wanted.test(new Line(sequence, said.asset()))) continue;
                TlogProof proof = new TlogProof(sequence, MerkleProof.inclusion(tree, sequence, size), checkpoint);
                TileFolder.write(out.resolve(sequence + ".json"), line, false);
                TileFolder.write(out.resolve(sequence + ".entry"), SealedLine.hashed(line), false);
                TileFolder.write(out.resolve(sequence + ".tlog-proof"), proof.bytes(), false);
                written++;
            }
        }
        return written;
    }

    private interface Work {
        int done(ExportFile export) throws IOException;
    }

    private static int work(Path file, Path out, Work work) {
        try (ExportFile export = ExportFile.open(file)) {
            if (!export.has(AuditExport.CHECKPOINT))
                throw FailureException.of(
                        FailureCode.INTAKE_UNRECOGNISED,
                        "'" + file + "' holds no checkpoint, as exports of earlier releases do not; export again.");
            Files.createDirectories(out);
            return work.done(export);
        } catch (IllegalArgumentException e) {
            throw FailureException.of(
                    FailureCode.INTAKE_UNRECOGNISED,
                    "'" + file + "' cannot be used: " + e.getMessage() + "; see what `ratchet audit verify` says.",
                    e);
        } catch (IOException | UncheckedIOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "'" + file + "' cannot be read, or '" + out + "' not be written: " + e.getMessage() + ".",
                    e);
        }
    }

    private static Subtrees tree(ExportFile export, Path file, Path out) throws IOException {
        Checkpoint log = Checkpoint.read(
                SignedNote.read(export.small(AuditExport.CHECKPOINT)).text());
        TileFolder tiles = new TileFolder(out);
        TileFolder.Growing growing = tiles.grow(0);
        try (PartLines in = export.open(AuditExport.LEAVES)) {
            for (byte[] line = in.line(); line != null; line = in.line())
                growing.append(HexFormat.of().parseHex(new String(line, StandardCharsets.US_ASCII)));
        }
        growing.write();
        if (growing.size() != log.size() || !Arrays.equals(growing.root(), log.root()))
            throw FailureException.of(
                    FailureCode.INTAKE_UNRECOGNISED,
                    "leaves.txt in '" + file + "' is not what its checkpoint is of; see what `ratchet audit verify`"
                            + " says.");
        return tiles.tree(log.size());
    }

    private static void bundles(ExportFile export, Path out) throws IOException {
        TileFolder tiles = new TileFolder(out);
        List<byte[]> bundle = new ArrayList<>(BUNDLE);
        long first = 0;
        try (PartLines in = export.open(AuditExport.EVENTS)) {
            for (byte[] line = in.line(); line != null; line = in.line()) {
                bundle.add(SealedLine.hashed(line));
                if (bundle.size() < BUNDLE) continue;
                tiles.bundle(first, bundle);
                first += BUNDLE;
                bundle.clear();
            }
        }
        if (!bundle.isEmpty()) tiles.bundle(first, bundle);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
