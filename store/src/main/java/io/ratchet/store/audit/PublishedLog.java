package io.ratchet.store.audit;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.MerkleProof;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.SignedNote;
import io.ratchet.store.tlog.Subtrees;
import io.ratchet.store.tlog.TileFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks a folder that {@link HeadPublisher} wrote, with nothing but it: every head is signed, each is the beginning of
 * the next by a proof that the tiles give, the tiles give the root of the last, and there is none too few.
 */
public final class PublishedLog {
    /** How much later than it should a head may be kept. */
    private static final int BEATS = 2;

    private final Path folder;
    private final Against against;
    private final List<Head> heads = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * What the folder is held against.
     *
     * @param key fingerprint of the key that should have signed, or of one that handed over to it; empty: the signer is
     *     not checked
     * @param kept checkpoints that somebody kept
     * @param witnesses who else may have signed
     * @param beat how often a head should have been kept; empty: silence is none
     */
    public record Against(
            Optional<KeyFingerprint> key, List<Path> kept, List<NoteKey> witnesses, Optional<Duration> beat) {
        public Against {
            kept = List.copyOf(kept);
            witnesses = List.copyOf(witnesses);
        }
    }

    /**
     * One head.
     *
     * @param time when it was the latest, by the log's own word; null where it does not say
     * @param witnessedBy which of the witnesses that were named signed it
     */
    public record Head(
            String name, long size, byte[] root, @Nullable Instant time, List<String> witnessedBy) {}

    /**
     * What came of it.
     *
     * @param heads in the order of their names, the latest last
     * @param key fingerprint of the key that signed the latest
     * @param problems a sentence each; empty when all of it holds
     */
    public record Report(String origin, KeyFingerprint key, List<Head> heads, List<String> problems) {
        public boolean holds() {
            return problems.isEmpty();
        }
    }

    private PublishedLog(Path folder, Against against) {
        this.folder = folder;
        this.against = against;
    }

    /** @throws FailureException INTAKE_UNRECOGNISED when the folder holds no published log */
    public static Report check(Path folder, Against against) {
        try {
            return new PublishedLog(folder, against).report();
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw FailureException.of(
                    FailureCode.INTAKE_UNRECOGNISED,
                    "'" + folder + "' cannot be read as a published audit log: " + e.getMessage()
                            + "; give the folder that a server publishes to, or a copy of it.",
                    e);
        }
    }

    private Report report() throws IOException {
        SignedNote latest = note(folder.resolve(HeadPublisher.CHECKPOINT));
        NoteKey key = NoteKey.read(Files.readString(folder.resolve(HeadPublisher.VKEY)));
        KeyHistory history = history(key);
        List<NoteKey> signers = new ArrayList<>(history.noteKeys(key.name()));
        signers.add(key);
        signer(key, history);
        List<Path> files = files();
        for (Path file : files) head(file.getFileName().toString(), note(file), signers);
        head(HeadPublisher.CHECKPOINT, latest, List.of(key));
        goOn();
        for (Path kept : against.kept()) kept(kept, signers);
        silence();
        return new Report(key.name(), KeyFingerprint.of(key.x509()), List.copyOf(heads), List.copyOf(problems));
    }

    private KeyHistory history(NoteKey key) throws IOException {
        try {
            return KeyHistory.read(
                    Files.readAllBytes(folder.resolve(AuditExport.KEYS)),
                    Base64.getEncoder().encodeToString(key.x509()));
        } catch (NoSuchFileException e) {
            return KeyHistory.none();
        }
    }

    private void signer(NoteKey key, KeyHistory history) {
        KeyFingerprint own = KeyFingerprint.of(key.x509());
        if (against.key().isEmpty()) return;
        KeyFingerprint expected = against.key().get();
        if (!expected.equals(own) && !history.names(expected))
            problems.add("It is signed by the key " + own.text() + ", not by the one that was given, " + expected.text()
                    + ".");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve(HeadPublisher.HEADS))) {
            return all.filter(path -> path.getFileName().toString().endsWith(HeadPublisher.NOTE_END))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static SignedNote note(Path file) throws IOException {
        try {
            return SignedNote.read(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + file.getFileName() + "': " + e.getMessage(), e);
        }
    }

    private void head(String name, SignedNote note, List<NoteKey> signers) {
        Checkpoint log = Checkpoint.read(note.text());
        if (signers.stream().noneMatch(each -> Checkpoint.isSigned(note, each)))
            problems.add("'" + name + "' is not signed with a key of this log.");
        heads.add(new Head(
                name,
                log.size(),
                log.root(),
                signers.stream()
                        .flatMap(each -> Checkpoint.timed(note, each).stream())
                        .findFirst()
                        .orElse(null),
                against.witnesses().stream()
                        .filter(each -> Checkpoint.isSigned(note, each))
                        .map(NoteKey::name)
                        .toList()));
    }

    /** From head to head, by proofs of consistency that are made from the tiles and checked against the roots. */
    private void goOn() {
        Head latest = heads.get(heads.size() - 1);
        Subtrees tree = new TileFolder(folder).tree(latest.size());
        if (!Arrays.equals(MerkleProof.root(tree, latest.size()), latest.root()))
            problems.add("The tiles do not give the root of the checkpoint.");
        for (int i = 1; i < heads.size(); i++) {
            Head before = heads.get(i - 1);
            Head head = heads.get(i);
            if (!leads(tree, before.size(), before.root(), head.size(), head.root()))
                problems.add("'" + head.name() + "' does not go on from '" + before.name()
                        + "': history was rewritten between them.");
            if (before.time() != null && head.time() != null && head.time().isBefore(before.time()))
                problems.add("'" + head.name() + "' is of an earlier moment than '" + before.name() + "'.");
        }
    }

    private static boolean leads(Subtrees tree, long older, byte[] olderRoot, long size, byte[] root) {
        return older <= size
                && MerkleProof.isBeginning(older, olderRoot, size, root, MerkleProof.consistency(tree, older, size));
    }

    private void kept(Path file, List<NoteKey> signers) throws IOException {
        SignedNote note = note(file);
        Checkpoint log = Checkpoint.read(note.text());
        Head latest = heads.get(heads.size() - 1);
        Subtrees tree = new TileFolder(folder).tree(latest.size());
        if (signers.stream().noneMatch(each -> Checkpoint.isSigned(note, each)))
            problems.add("'" + file + "', which was kept, is not signed with a key of this log.");
        else if (!leads(tree, log.size(), log.root(), latest.size(), latest.root()))
            problems.add(
                    "What is published does not go on from '" + file + "', which was kept: history was rewritten.");
    }

    private void silence() {
        if (against.beat().isEmpty()) return;
        Duration longest = against.beat().get().multipliedBy(BEATS);
        Instant before = null;
        for (Head head : heads) {
            Instant time = head.time();
            if (time == null) continue;
            if (before != null && Duration.between(before, time).compareTo(longest) > 0)
                problems.add("Between " + before + " and " + time + " no head was kept: the server was silent, or heads"
                        + " were taken away.");
            before = time;
        }
    }
}
