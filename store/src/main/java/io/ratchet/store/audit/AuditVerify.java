package io.ratchet.store.audit;

import static io.ratchet.store.audit.Verdict.Answer.BROKEN;
import static io.ratchet.store.audit.Verdict.Answer.OK;
import static io.ratchet.store.audit.Verdict.Answer.UNKNOWN;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.audit.Redaction;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.audit.Verdict.Answer;
import io.ratchet.store.audit.Verdict.Problem;
import io.ratchet.store.audit.Verdict.Signer;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.SignedNote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks an export with nothing but the file: no database, no network, no server. */
public final class AuditVerify {
    /** How far clocks of machines may disagree. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private final ExportFile export;
    private final Against against;
    private final @Nullable OlderTree older;
    private final List<Anchor> anchors = new ArrayList<>();

    /** The root over as many leaves as an anchor counts. */
    private final Map<Long, String> leavesAtAnchors = new HashMap<>();

    private KeyHistory keys = KeyHistory.none();
    private Verdict.Vouched vouched;
    private Answer integrity = OK;
    private Answer completeness = OK;
    private Answer time = OK;
    private @Nullable Problem firstProblem;
    private final Workers workers;
    private final TableCheck table;
    private final Leaves leaves;
    private long count;

    /** The hashes of what lines say was kept of hosts. */
    private final Set<String> evidence = new TreeSet<>();

    /** Without a head nothing says so. */
    private boolean mayHide = true;

    /**
     * What an export is held against besides itself.
     *
     * @param key fingerprint of the key that should have signed; empty: the signer is not checked
     * @param older an export or a checkpoint whose lines must be the beginning of this one's: nobody wrote history anew
     *     in between
     * @param now no head is of a later moment than this
     * @param others who must vouch for the head besides its signer
     */
    public record Against(Optional<KeyFingerprint> key, Optional<Path> older, Instant now, Others others) {
        public Against(Optional<KeyFingerprint> key, Optional<Path> older, Instant now) {
            this(key, older, now, Others.nobody());
        }

        /** Itself alone. */
        public static Against nothing(Instant now) {
            return new Against(Optional.empty(), Optional.empty(), now);
        }
    }

    /**
     * Whom the reader believes besides the signer.
     *
     * @param witnesses keys as they were given on another way; empty: who else signed is not checked
     * @param quorum how many of them must have signed
     * @param authority a file of the certificates of time-stamp authorities, in PEM; empty: a time-stamp is not checked
     */
    public record Others(List<NoteKey> witnesses, int quorum, Optional<Path> authority) {
        public Others {
            witnesses = List.copyOf(witnesses);
        }

        public static Others nobody() {
            return new Others(List.of(), 0, Optional.empty());
        }
    }

    /** A tree that must be the beginning of this one; {@code else} says what it means if it is not. */
    private record Anchor(long size, String root, String otherwise) {}

    private AuditVerify(ExportFile export, Against against, @Nullable OlderTree older, Workers workers) {
        this.export = export;
        this.workers = workers;
        this.table = new TableCheck(export, workers);
        this.leaves = new Leaves(export);
        this.against = against;
        this.older = older;
        this.vouched = Verdict.Vouched.by(against.others());
        if (older != null)
            anchors.add(new Anchor(
                    older.size(),
                    older.root(),
                    "The first " + older.size() + " lines are not those of the older " + older.kind()
                            + ": history was rewritten."));
    }

    /**
     * Checks everything; says where it begins to be wrong.
     *
     * @throws FailureException INTAKE_UNRECOGNISED when either file is no audit export at all, or the older one's head
     *     does not hold
     */
    public static Verdict verify(Path file, Against against) {
        OlderTree older = against.older().map(OlderTree::read).orElse(null);
        try (ExportFile export = ExportFile.open(file);
                Workers workers = new Workers()) {
            return new AuditVerify(export, against, older, workers).verdict();
        } catch (IOException e) {
            String problem = "The file is damaged and cannot be read to its end: " + e.getMessage() + ".";
            return new Verdict(
                    BROKEN,
                    UNKNOWN,
                    UNKNOWN,
                    Signer.UNKNOWN,
                    new Problem(null, null, problem),
                    0,
                    null,
                    null,
                    Verdict.Vouched.by(against.others()),
                    "");
        }
    }

    private Verdict verdict() throws IOException {
        Workers.Task<Optional<String>> untidy = workers.begin(export::untidy);
        TreeHead head = head();
        if (head != null) parts(head);
        mayHide = head == null || !head.selection().hidden().isEmpty();
        String leavesRoot = leavesRoot(head);
        boolean leavesHold = head != null && leavesRoot.equals(head.root());
        String root = isSelected(head) ? "none" : lines(head, leavesHold);
        if (head != null) {
            if (isSelected(head)) selected(head, leavesHold);
            else concludeLines(head, root, leavesHold);
            table(head);
            if (head.time().isAfter(against.now().plus(CLOCKS)))
                timeBroken(new Problem(null, null, "The head is of " + head.time() + ", which is yet to come."));
        }
        Set<String> kept = evidence(head);
        Predicate<String> named =
                head == null ? AuditVerify::isAny : head.parts().keySet()::contains;
        for (String stranger : export.strangers(named.or(kept::contains)))
            broken("The export holds '" + stranger + "', which the signed head does not cover.");
        untidy.done().ifPresent(this::broken);
        Signer signer = signer(head);
        return new Verdict(
                integrity,
                completeness,
                time,
                signer,
                firstProblem,
                count,
                head == null ? null : head.root(),
                head == null ? null : head.keyFingerprint(),
                vouched,
                head == null ? "" : Redaction.words(head.selection().hidden()));
    }

    /**
     * Holds what was kept of hosts against the lines that name it, and returns the parts it stands in. With hidden
     * values there is none.
     */
    private Set<String> evidence(@Nullable TreeHead head) throws IOException {
        Set<String> parts = new HashSet<>();
        if (head != null && !head.selection().hidden().isEmpty()) return parts;
        for (String hash : evidence) {
            String part = AuditExport.evidencePart(hash);
            parts.add(part);
            if (!export.has(part)) {
                if (head != null) broken("'" + part + "' is missing, which a line says was kept.");
                continue;
            }
            try (InputStream in = export.open(part)) {
                if (!Sha256.hex(in).equals(hash)) broken("'" + part + "' is not what the line says was kept.");
            }
        }
        return parts;
    }

    private static boolean isAny(String part) {
        return AuditExport.MORE.contains(part) || AuditExport.isText(part);
    }

    /** What the export holds besides the first four parts: as the head names it, and what it says. */
    private void parts(TreeHead head) throws IOException {
        boolean asSigned = true;
        // Whoever has a line that shows a value can hide it, so what is hidden is signed byte for byte.
        if (!head.selection().hidden().isEmpty() && !head.parts().containsKey(AuditExport.EVENTS))
            broken("The signed head of lines with hidden values does not name events.ndjson.");
        for (Map.Entry<String, String> part : head.parts().entrySet()) {
            try (InputStream in = export.open(part.getKey())) {
                if (export.has(part.getKey()) && Sha256.hex(in).equals(part.getValue())) continue;
            }
            broken("'" + part.getKey() + "' is not what the signed head names.");
            asSigned = false;
        }
        if (head.parts().isEmpty() || !asSigned) return;
        if (!head.parts().containsKey(AuditExport.CHECKPOINT)) {
            broken("The signed head names no checkpoint.");
            return;
        }
        try {
            keys = KeyHistory.read(export.small(AuditExport.KEYS), head.key());
        } catch (IllegalArgumentException e) {
            broken("keys.ndjson does not show which key followed which: " + e.getMessage() + ".");
        }
        for (KeyHistory.Step step : keys.steps())
            anchors.add(new Anchor(
                    step.size(),
                    step.root(),
                    "The first " + step.size() + " lines are not those that were there when the key "
                            + KeyHistory.fingerprint(step.key()).text() + " took over."));
        byte[] checkpoint = export.small(AuditExport.CHECKPOINT);
        try {
            SignedNote note = SignedNote.read(checkpoint);
            checkpoint(head, note);
            vouched = vouched.with(note, keys);
        } catch (IllegalArgumentException e) {
            broken("The checkpoint cannot be read: " + e.getMessage() + ".");
        }
        if (export.has(AuditExport.STAMP))
            vouched = vouched.with(TimeStamps.check(
                    export.small(AuditExport.STAMP),
                    checkpoint,
                    against.others().authority()));
        vouched.problem().ifPresent(problem -> remember(new Problem(null, null, problem)));
    }

    /** It says what the head says, signed with the same key. */
    private void checkpoint(TreeHead head, SignedNote note) {
        Checkpoint log = Checkpoint.read(note.text());
        NoteKey key =
                NoteKey.of(log.origin(), NoteKey.Kind.NOTE, Base64.getDecoder().decode(head.key()));
        if (log.size() != head.size() || !HexFormat.of().formatHex(log.root()).equals(head.root()))
            broken("The checkpoint is of another log than the signed head.");
        else if (!Checkpoint.isSigned(note, key)) broken("The checkpoint is not signed with the key of the head.");
        Optional<Instant> time = Checkpoint.timed(note, key);
        if (time.isEmpty()) broken("The checkpoint does not say when it was signed.");
        else if (time.get().isAfter(head.time().plus(CLOCKS)))
            timeBroken(new Problem(null, null, "The checkpoint is of " + time.get() + ", later than the signed head."));
    }

    private Signer signer(@Nullable TreeHead head) {
        if (head == null) return against.key().isPresent() ? Signer.UNKNOWN : Signer.UNCHECKED;
        if (older != null && !older.isSignedBy(head.key(), keys)) {
            remember(new Problem(
                    null, null, "The older " + older.kind() + " was signed by another key" + older.signer() + "."));
            return Signer.STRANGER;
        }
        if (against.key().isEmpty()) return Signer.UNCHECKED;
        KeyFingerprint expected = against.key().get();
        if (expected.text().equals(head.keyFingerprint()) || keys.names(expected)) return Signer.OK;
        remember(new Problem(
                null,
                null,
                "It was signed by the key " + head.keyFingerprint() + ", not by the one that was given, "
                        + expected.text() + "."));
        return Signer.STRANGER;
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
        if (!leaves.each(hash -> {
            atAnchor(head, tree);
            tree.appendHash(hash);
        })) return "none";
        atAnchor(head, tree);
        return head != null && tree.size() != head.size()
                ? "none"
                : HexFormat.of().formatHex(tree.root());
    }

    /** Of a selection the leaves alone can be held against an older tree, so it is said here. */
    private void atAnchor(@Nullable TreeHead head, MerkleTree tree) {
        for (Anchor anchor : anchors) {
            if (tree.size() != anchor.size()) continue;
            String root = HexFormat.of().formatHex(tree.root());
            leavesAtAnchors.put(anchor.size(), root);
            if (isSelected(head)) continues(anchor, root);
        }
    }

    private static boolean isSelected(@Nullable TreeHead head) {
        return head != null
                && (!head.selection().isAll() || !head.selection().hidden().isEmpty());
    }

    /**
     * Reads every line beside the leaf it should be; returns the root over the lines as they are, or "none" where each
     * was held against its leaf. The first lines are those of an older tree as long as their leaves are.
     */
    private String lines(@Nullable TreeHead head, boolean leavesHold) throws IOException {
        MerkleTree tree = new MerkleTree();
        LineClock clock = new LineClock(head == null ? null : head.time());
        try (LinesRead lines = LinesRead.hashed(export.open(AuditExport.EVENTS), workers);
                Leaves.Cursor signed = leaves.cursor()) {
            continues(tree, leavesHold);
            for (LinesRead.Line line = lines.next(); line != null; line = lines.next()) {
                LineHead said = line.said();
                if (!leavesHold) tree.appendHash(line.hash());
                position(said);
                if (leavesHold) leaf(line.hash(), signed.next());
                judged(line, clock);
                continues(tree, leavesHold);
            }
        }
        if (older != null && count < older.size())
            broken("The older " + older.kind() + " has " + older.size() + " lines; this one has only " + count + ".");
        return leavesHold ? "none" : HexFormat.of().formatHex(tree.root());
    }

    /** What a line says of itself. */
    private void judged(LinesRead.Line line, LineClock clock) {
        LineHead said = line.said();
        known(said.type());
        AuditExport.evidence(said.type(), line.bytes()).ifPresent(evidence::add);
        if (line.hides() && !mayHide) {
            integrity = BROKEN;
            lineProblem("The line hides a value, and the signed head does not say that any is hidden.");
        }
        table.take(line);
        clock.tick(said.at()).ifPresent(problem -> timeBroken(new Problem(count + 1, count, problem)));
        if (said.at() == null && time == OK) time = UNKNOWN;
        count++;
    }

    /**
     * Each line of a selection beside the leaf at its place. That they are all that the selection takes is the signer's
     * word; the whole export shows it.
     */
    private void selected(TreeHead head, boolean leavesHold) throws IOException {
        if (!leavesHold) {
            broken("leaves.txt was changed: it does not belong to the signed head.");
            return;
        }
        LineClock clock = new LineClock(head.time());
        long place = 0;
        try (LinesRead lines = LinesRead.hashed(export.open(AuditExport.EVENTS), workers);
                Leaves.Cursor signed = leaves.cursor()) {
            for (LinesRead.Line line = lines.next(); line != null; line = lines.next()) {
                LineHead said = line.said();
                Long sequence = said.sequence();
                byte[] expected = null;
                if (sequence != null && sequence >= place && sequence < head.size())
                    for (; place <= sequence; place++) expected = signed.next();
                if (expected == null) {
                    completeness = BROKEN;
                    integrity = BROKEN;
                    lineProblem("The line says no place in the log, or one at or before that of the line above it.");
                } else {
                    leaf(line.hash(), expected);
                }
                if (!head.selection().takes(said.at(), said.asset()))
                    broken("The line " + (count + 1) + " is not of the selection that the signed head names.");
                judged(line, clock);
            }
        }
        if (older != null && older.size() > head.size())
            broken("The older " + older.kind() + " is of " + older.size() + " lines; this one is of only " + head.size()
                    + ".");
        if (count == head.lines()) return;
        completeness = BROKEN;
        broken("There are " + count + " lines; the signed head counts " + head.lines() + " of this selection.");
    }

    /**
     * The tree over as many lines as an older one had must have its root. Where the leaves are signed, their tree is
     * the lines' as well, or a line was found changed before.
     */
    private void continues(MerkleTree tree, boolean leavesHold) {
        for (Anchor anchor : anchors) {
            if (count != anchor.size()) continue;
            String root =
                    leavesHold ? leavesAtAnchors.get(count) : HexFormat.of().formatHex(tree.root());
            if (root != null) continues(anchor, root);
        }
    }

    private void continues(Anchor anchor, String root) {
        if (!root.equals(anchor.root())) broken(anchor.otherwise());
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
        if (expected != null && Arrays.equals(hash, expected)) return;
        integrity = BROKEN;
        lineProblem(
                expected == null
                        ? "The line was added: the signed head counts only " + count + " lines."
                        : "The line was changed: it does not hash to its leaf in the signed tree.");
        if (expected == null) completeness = BROKEN;
    }

    /** What a line says that is of no type known here cannot be judged; an unknown is no pass. */
    private void known(@Nullable String type) {
        if (type != null && AuditType.of(type).isPresent()) return;
        if (integrity == OK) integrity = UNKNOWN;
        lineProblem(
                type == null
                        ? "The line does not say what it is."
                        : "The line is of the type '" + Said.shown(type)
                                + "', which this Ratchet does not know; check it with the release that wrote it.");
    }

    private void timeBroken(Problem problem) {
        time = BROKEN;
        remember(problem);
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
        if (integrity == OK && completeness == OK) table.problem().ifPresent(this::broken);
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
