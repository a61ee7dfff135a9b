package io.ratchet.store.audit;

import static io.ratchet.store.audit.Verdict.Answer.BROKEN;
import static io.ratchet.store.audit.Verdict.Answer.OK;
import static io.ratchet.store.audit.Verdict.Answer.UNKNOWN;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.audit.Verdict.Answer;
import io.ratchet.store.audit.Verdict.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks an export with nothing but the file: no database, no network, no server. */
public final class AuditVerify {
    private final ExportFile export;
    private final @Nullable TreeHead older;
    private Answer integrity = OK;
    private Answer completeness = OK;
    private Answer time = OK;
    private @Nullable Problem firstProblem;
    private long count;

    private AuditVerify(ExportFile export, @Nullable TreeHead older) {
        this.export = export;
        this.older = older;
    }

    /**
     * Checks everything; says where it begins to be wrong.
     *
     * @throws FailureException INTAKE_UNRECOGNISED when the file is no audit export at all
     */
    public static Verdict verify(Path file) {
        return verify(file, (TreeHead) null);
    }

    /**
     * Checks everything, and that the lines of an older export are the beginning of this one: that nobody wrote history
     * anew in between.
     *
     * @throws FailureException INTAKE_UNRECOGNISED when either file is no audit export, or the older one's head does
     *     not hold
     */
    public static Verdict verify(Path file, Path older) {
        try (ExportFile export = ExportFile.open(older)) {
            TreeHead head = export.head()
                    .filter(TreeHead::signatureHolds)
                    .orElseThrow(() -> FailureException.of(
                            FailureCode.INTAKE_UNRECOGNISED,
                            "The older export '" + older
                                    + "' has no head that holds, so nothing can be compared with it."));
            return verify(file, head);
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.INTAKE_UNRECOGNISED,
                    "The older export '" + older + "' is damaged and cannot be read.",
                    e);
        }
    }

    private static Verdict verify(Path file, @Nullable TreeHead older) {
        try (ExportFile export = ExportFile.open(file)) {
            return new AuditVerify(export, older).verdict();
        } catch (IOException e) {
            String problem = "The file is damaged and cannot be read to its end: " + e.getMessage() + ".";
            return new Verdict(BROKEN, UNKNOWN, UNKNOWN, new Problem(null, null, problem), 0, null, null);
        }
    }

    private Verdict verdict() throws IOException {
        TreeHead head = head();
        String leavesRoot = leavesRoot(head);
        boolean leavesHold = head != null && leavesRoot.equals(head.root());
        String root = lines(head, leavesHold);
        if (head != null) {
            concludeLines(head, root, leavesHold);
            table(head);
        }
        for (String stranger : export.strangers())
            broken("The export holds '" + stranger + "', which the signed head does not cover.");
        return new Verdict(
                integrity,
                completeness,
                time,
                firstProblem,
                count,
                head == null ? null : head.root(),
                head == null ? null : head.keyFingerprint());
    }

    /** The head if its signature holds; without one only what the lines say of themselves can be judged. */
    private @Nullable TreeHead head() throws IOException {
        Optional<TreeHead> head = export.head();
        if (head.isPresent() && head.get().signatureHolds()) return head.get();
        completeness = UNKNOWN;
        time = UNKNOWN;
        if (export.has(AuditExport.HEAD)) {
            broken("head.json was changed: its signature does not hold.");
        } else {
            integrity = UNKNOWN;
            remember(new Problem(null, null, "head.json is missing, so nothing says what the lines should be."));
        }
        return null;
    }

    private String leavesRoot(@Nullable TreeHead head) throws IOException {
        MerkleTree tree = new MerkleTree();
        try (InputStream in = export.open(AuditExport.LEAVES)) {
            for (byte[] line = ExportFile.line(in); line != null; line = ExportFile.line(in)) {
                byte[] hash = hex(line);
                if (hash.length != 32) return "none";
                tree.appendHash(hash);
            }
        }
        return head != null && tree.size() != head.size()
                ? "none"
                : HexFormat.of().formatHex(tree.root());
    }

    private static byte[] hex(byte[] line) {
        try {
            return HexFormat.of().parseHex(new String(line, StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Reads every line beside the leaf it should be; returns the root over the lines as they are. */
    private String lines(@Nullable TreeHead head, boolean leavesHold) throws IOException {
        MerkleTree tree = new MerkleTree();
        LineClock clock = new LineClock(head == null ? null : head.time());
        try (InputStream in = export.open(AuditExport.EVENTS);
                InputStream leaves = export.open(AuditExport.LEAVES)) {
            continues(tree);
            for (byte[] line = ExportFile.line(in); line != null; line = ExportFile.line(in)) {
                byte[] hash = tree.append(line);
                LineHead said = LineHead.read(line);
                position(said);
                if (leavesHold) leaf(hash, ExportFile.line(leaves));
                clock.tick(said.at()).ifPresent(this::timeBroken);
                if (said.at() == null && time == OK) time = UNKNOWN;
                count++;
                continues(tree);
            }
        }
        if (older != null && count < older.size())
            broken("The older export has " + older.size() + " lines; this one has only " + count + ".");
        return HexFormat.of().formatHex(tree.root());
    }

    /** The tree over as many lines as the older export had must have its root. */
    private void continues(MerkleTree tree) {
        if (older == null || tree.size() != older.size()) return;
        if (!HexFormat.of().formatHex(tree.root()).equals(older.root()))
            broken("The first " + older.size() + " lines are not those of the older export: history was rewritten.");
    }

    private void position(LineHead said) {
        Long sequence = said.sequence();
        if (sequence == null && completeness == OK) completeness = UNKNOWN;
        if (sequence == null || sequence == count) return;
        completeness = BROKEN;
        lineProblem(
                sequence > count
                        ? "Sequence " + sequence + " stands where " + count
                                + " should: lines are missing or in another order."
                        : "Sequence " + sequence + " stands where " + count
                                + " should: a line was added, repeated or moved.");
    }

    private void leaf(byte[] hash, byte @Nullable [] expected) {
        if (expected != null && Arrays.equals(hash, hex(expected))) return;
        integrity = BROKEN;
        lineProblem(
                expected == null
                        ? "The line was added: the signed head counts only " + count + " lines."
                        : "The line was changed: it does not hash to its leaf in the signed tree.");
        if (expected == null) completeness = BROKEN;
    }

    private void timeBroken(String problem) {
        time = BROKEN;
        lineProblem(problem);
    }

    private void concludeLines(TreeHead head, String root, boolean leavesHold) {
        if (count < head.size()) {
            completeness = BROKEN;
            lineProblem("The log ends here; the signed head counts " + head.size() + " lines.");
        } else if (count > head.size()) {
            completeness = BROKEN;
            broken("There are " + count + " lines; the signed head counts " + head.size() + ".");
        }
        if (leavesHold) return;
        if (root.equals(head.root())) broken("leaves.txt was changed: it does not belong to the signed head.");
        else
            broken(
                    "The lines do not hash to the signed root, and leaves.txt does not belong to it either, so it cannot be told which"
                            + " line was changed.");
    }

    private void table(TreeHead head) throws IOException {
        try (InputStream in = export.open(AuditExport.TABLE)) {
            if (!Sha256.hex(in).equals(head.table())) broken("assets.csv is not the table that was signed.");
        }
    }

    private void broken(String problem) {
        integrity = BROKEN;
        remember(new Problem(null, null, problem));
    }

    private void lineProblem(String problem) {
        remember(new Problem(count + 1, count, problem));
    }

    private void remember(Problem problem) {
        if (firstProblem == null) firstProblem = problem;
    }
}
