package io.ratchet.store.audit;

import io.ratchet.domain.event.Event;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog;
import io.ratchet.store.AuditLog.Edge;
import io.ratchet.store.Store;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.Post;
import io.ratchet.store.tlog.SignedNote;
import io.ratchet.store.tlog.TileFolder;
import io.ratchet.store.tlog.TreeHashes;
import io.ratchet.store.tlog.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the log to a folder in the standard's own files, which any web server may serve or anybody may copy:
 * {@code checkpoint} (the latest head), {@code log.vkey} and {@code log-ml-dsa-44.vkey} (the keys that sign),
 * {@code tile/} (the tree; hashes only, no line) and {@code heads/} (a head for each beat, also when nothing happened,
 * so that silence shows). Each line is hashed once. A folder that is not the beginning of the log is left as it is, and
 * that is a failure.
 */
public final class HeadPublisher {
    static final String CHECKPOINT = "checkpoint";
    static final String VKEY = "log.vkey";
    static final String QUANTUM_SAFE_VKEY = "log-ml-dsa-44.vkey";
    static final String HEADS = "heads";
    static final String BEFORE = "before-";
    static final String NOTE_END = ".checkpoint";
    static final String STAMP_END = ".tsr";
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    private final Store store;
    private final Post post;
    private final SigningKey key;
    private final QuantumSafeKey quantumSafe;
    private final KeyHistory history;
    private final String name;
    private final NoteKey noteKey;
    private final Settings settings;
    private final Clock clock;
    private final Consumer<String> remarks;
    private final TileFolder tiles;
    private final Map<String, Long> seen = new HashMap<>();
    private @Nullable Instant lastHead;

    /**
     * What is published, and who is asked to vouch for it.
     *
     * @param folder where to; it is made where it is missing
     * @param origin what the log is called; empty: after its first key
     * @param beat how often a head is kept and vouched for, whatever happens
     * @param quorum how many witnesses must sign before an export is written
     * @param stamps empty: no authority is asked
     */
    public record Settings(
            Path folder,
            Optional<String> origin,
            Duration beat,
            List<Witness> witnesses,
            int quorum,
            Optional<TimeStamps> stamps) {
        public Settings {
            witnesses = List.copyOf(witnesses);
        }

        /** To this folder, each hour, vouched for by nobody else. */
        public static Settings alone(Path folder) {
            return new Settings(folder, Optional.empty(), Duration.ofHours(1), List.of(), 0, Optional.empty());
        }
    }

    /**
     * @param keys the folder of the signing key
     * @param post how witnesses and authorities are reached
     * @param remarks takes a sentence for whoever runs the server, when something is not as it should be
     * @throws FailureException CONFIG_INVALID when the key cannot be used
     */
    public HeadPublisher(Store store, Path keys, Settings settings, Post post, Clock clock, Consumer<String> remarks) {
        this.store = store;
        this.key = SigningKey.open(keys);
        this.quantumSafe = QuantumSafeKey.open(keys);
        this.history = history(keys, key);
        this.settings = settings;
        this.post = post;
        this.clock = clock;
        this.remarks = remarks;
        this.name = settings.origin()
                .orElseGet(() -> PublishedHead.origin(history.first().orElse(key.fingerprint())));
        this.noteKey = key.noteKey(LogNumber.read(keys).named(name));
        this.tiles = new TileFolder(settings.folder());
    }

    private static KeyHistory history(Path keys, SigningKey key) {
        try {
            return KeyHistory.in(keys, key.publicKey());
        } catch (IllegalArgumentException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "'" + keys.resolve(KeyHistory.FILE) + "' does not show which signing key followed which: "
                            + e.getMessage() + "; restore it from a backup.",
                    e);
        }
    }

    /**
     * Brings the folder up to the log, and keeps a head where one is due.
     *
     * @throws FailureException LOG_NOT_CONTINUED when what was published is not the beginning of the log; STORE_FULL
     *     when the folder cannot be written
     */
    public synchronized void publish() {
        locked(() -> {
            Optional<SignedNote> grown = grow();
            Instant now = clock.instant();
            if (grown.isPresent() && isDue(now)) keep(vouched(grown.get()).head(), now);
            return grown;
        });
    }

    /**
     * Publishes what there is now and has it vouched for, as an export needs it.
     *
     * @throws FailureException as {@link #publish}; LOG_NOT_WITNESSED when fewer witnesses sign than must, or no
     *     time-stamp came
     */
    public synchronized PublishedHead head() {
        return locked(() -> {
            SignedNote note = grow().orElseGet(this::current);
            Vouched vouched = vouched(note);
            if (vouched.missing().isEmpty()) {
                keep(vouched.head(), clock.instant());
                return vouched.head();
            }
            throw FailureException.of(
                    FailureCode.LOG_NOT_WITNESSED,
                    "The audit log is not vouched for as the settings demand: " + String.join("; ", vouched.missing())
                            + ". No export was written.");
        });
    }

    /** The key that signs the heads. */
    public SigningKey key() {
        return key;
    }

    /** The same as those know it who check checkpoints. */
    public NoteKey noteKey() {
        return noteKey;
    }

    /**
     * The heads that were kept, for those who are sent a copy of each.
     *
     * @param marks the folder that tells how far each of them has come
     */
    public HeadCopies copies(Path marks) {
        return new HeadCopies(settings.folder(), marks);
    }

    /** The ML-DSA-44 key that cosigns them as well. */
    public NoteKey quantumSafeNoteKey() {
        return quantumSafe.noteKey(name);
    }

    Store store() {
        return store;
    }

    /** What others made of a head, and what is missing of what the settings demand. */
    private record Vouched(PublishedHead head, List<String> missing) {}

    private interface Work<T> {
        T done() throws IOException;
    }

    /** Servers that share the folder take turns. */
    private <T> T locked(Work<T> work) {
        try {
            Path folder = TileFolder.makeFolder(settings.folder());
            Path lock = folder.resolve(".lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock ours = channel.lock()) {
                if (!ours.isValid()) throw new IOException("it is in use");
                TileFolder.openAsFolder(lock);
                return work.done();
            }
        } catch (IOException | UncheckedIOException e) {
            throw FailureException.of(
                    FailureCode.STORE_FULL,
                    "The audit log's heads cannot be published to '" + settings.folder()
                            + "'; make room, or correct its rights.",
                    e);
        }
    }

    /** The new checkpoint; empty when the one that is there is still that of the log and no head is due. */
    private Optional<SignedNote> grow() throws IOException {
        Optional<Checkpoint> before = published();
        Instant now = clock.instant();
        return store.transact(tx -> {
            try {
                AuditLog log = tx.audit();
                Edge edge = log.edge();
                byte[] root = MerkleTree.resume(edge.size(), edge.hashes()).root();
                boolean same = before.isPresent()
                        && before.get().size() == edge.size()
                        && Arrays.equals(before.get().root(), root);
                if (same && !isDue(now)) return Optional.empty();
                TileFolder.Growing tree = tree(log, before);
                try (Stream<byte[]> leaves = log.leaves(tree.size())) {
                    for (Iterator<byte[]> each = leaves.iterator(); each.hasNext() && tree.size() < edge.size(); )
                        tree.append(TreeHashes.leaf(each.next()));
                }
                if (tree.size() != edge.size() || !Arrays.equals(tree.root(), root))
                    throw notContinued("its lines are not those that were appended");
                tree.write();
                Checkpoint checkpoint = new Checkpoint(noteKey.name(), edge.size(), root);
                SignedNote note = key.note(checkpoint, now).with(List.of(quantumSafe.cosigned(checkpoint, now)));
                TileFolder.write(settings.folder().resolve(CHECKPOINT), note.bytes(), true);
                writeOnce(VKEY, noteKey.vkey() + "\n");
                writeOnce(QUANTUM_SAFE_VKEY, quantumSafeNoteKey().vkey() + "\n");
                if (!history.isEmpty())
                    writeOnce(AuditExport.KEYS, new String(history.bytes(), StandardCharsets.UTF_8));
                return Optional.of(note);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What is the same for many heads is written once. */
    private void writeOnce(String name, String text) throws IOException {
        Path file = settings.folder().resolve(name);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes))
            TileFolder.write(file, bytes, false);
    }

    private SignedNote current() {
        try {
            return SignedNote.read(Files.readAllBytes(settings.folder().resolve(CHECKPOINT)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Begins anew, because a person let the log go on although it is not what was kept of it: what was published stays
     * beside it, and the log has another name from here on, since one name never stands for two logs.
     */
    public synchronized void beginAnew() {
        locked(() -> {
            setAside();
            return "";
        });
    }

    private void setAside() throws IOException {
        Path folder = settings.folder();
        if (!Files.exists(folder.resolve(CHECKPOINT))) return;
        Path before = TileFolder.makeFolder(
                folder.resolve(BEFORE + NAME.format(clock.instant().atOffset(ZoneOffset.UTC))));
        for (String each : List.of(HEADS, "tile", VKEY, QUANTUM_SAFE_VKEY, AuditExport.KEYS, CHECKPOINT))
            if (Files.exists(folder.resolve(each)))
                Files.move(folder.resolve(each), before.resolve(each), StandardCopyOption.REPLACE_EXISTING);
        lastHead = null;
        seen.clear();
        remarks.accept("What was published of the audit log before is in '" + before + "'; it is published anew as '"
                + noteKey.name() + "'.");
    }

    /** What was published last; it must be of this log. */
    private Optional<Checkpoint> published() throws IOException {
        Path file = settings.folder().resolve(CHECKPOINT);
        try {
            SignedNote note = SignedNote.read(Files.readAllBytes(file));
            Checkpoint log = Checkpoint.read(note.text());
            List<NoteKey> own = own(log.origin());
            if (LogNumber.isEarlier(name, log.origin(), noteKey.name())
                    && own.stream().anyMatch(each -> Checkpoint.isSigned(note, each))) {
                setAside();
                return Optional.empty();
            }
            if (!log.origin().equals(noteKey.name()) || own.stream().noneMatch(each -> Checkpoint.isSigned(note, each)))
                throw notContinued("'" + file + "' is of the log '" + log.origin()
                        + "' and not signed with a key of this one, '" + noteKey.name() + "'");
            return Optional.of(log);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw notContinued("'" + file + "' is no checkpoint any more: " + e.getMessage());
        }
    }

    /** The key of today and those before it, as they sign a log of this name. */
    private List<NoteKey> own(String origin) {
        List<NoteKey> own = new ArrayList<>(history.noteKeys(origin));
        own.add(key.noteKey(origin));
        return own;
    }

    /** The tree that was published; tiles that a power cut took are made again from the lines. */
    private TileFolder.Growing tree(AuditLog log, Optional<Checkpoint> before) throws IOException {
        if (before.isEmpty()) return tiles.grow(0);
        Checkpoint published = before.get();
        try {
            TileFolder.Growing tree = tiles.grow(published.size());
            if (Arrays.equals(tree.root(), published.root())) return tree;
        } catch (IOException e) {
            remarks.accept("Tiles of the audit log's tree are missing and are made again: " + e.getMessage() + ".");
        }
        TileFolder.Growing again = tiles.grow(0);
        try (Stream<byte[]> leaves = log.leaves(0)) {
            for (Iterator<byte[]> each = leaves.iterator(); each.hasNext() && again.size() < published.size(); )
                again.append(TreeHashes.leaf(each.next()));
        }
        if (again.size() != published.size() || !Arrays.equals(again.root(), published.root()))
            throw notContinued("its first " + published.size() + " lines are not those that were published");
        return again;
    }

    private FailureException notContinued(String what) {
        return FailureException.of(
                FailureCode.LOG_NOT_CONTINUED,
                "The audit log does not go on from what was published in '" + settings.folder() + "': " + what
                        + ". Nothing was published; if that is as it should be, move the folder away.");
    }

    private boolean isDue(Instant now) {
        Instant last = lastHead == null ? newest() : lastHead;
        return last == null || !now.isBefore(last.plus(settings.beat()));
    }

    private @Nullable Instant newest() {
        try (Stream<Path> heads = Files.list(settings.folder().resolve(HEADS))) {
            lastHead = heads.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(NOTE_END))
                    .map(name -> time(name.substring(0, name.length() - NOTE_END.length())))
                    .flatMap(Optional::stream)
                    .max(Instant::compareTo)
                    .orElse(null);
            return lastHead;
        } catch (IOException e) {
            return null;
        }
    }

    /** When a head of this name was kept; empty: it is no head's name. */
    static Optional<Instant> time(String name) {
        try {
            return Optional.of(LocalDateTime.parse(name, NAME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void keep(PublishedHead head, Instant now) throws IOException {
        String name = NAME.format(now.atOffset(ZoneOffset.UTC));
        tell(head, now);
        Path heads = settings.folder().resolve(HEADS);
        if (head.stamp().isPresent())
            TileFolder.write(heads.resolve(name + STAMP_END), head.stamp().get(), false);
        TileFolder.write(heads.resolve(name + NOTE_END), head.note().bytes(), true);
        TileFolder.write(settings.folder().resolve(CHECKPOINT), head.note().bytes(), true);
        lastHead = now;
    }

    /** Before it is kept: what is told twice is known by its root, and what is never told would be missed. */
    private void tell(PublishedHead head, Instant now) {
        Checkpoint log = head.checkpoint();
        String note = new String(head.note().bytes(), StandardCharsets.UTF_8);
        Event kept =
                new Event.AuditHeadKept(log.origin(), log.size(), HexFormat.of().formatHex(log.root()), note);
        store.run(tx -> tx.events().tell(kept, now));
    }

    private Vouched vouched(SignedNote note) {
        Checkpoint log = Checkpoint.read(note.text());
        List<String> missing = new ArrayList<>();
        List<SignedNote.Signature> signatures = new ArrayList<>();
        for (Witness witness : settings.witnesses()) {
            Witness.Answer answer = witness.ask(
                    post,
                    note,
                    tiles.tree(log.size()),
                    Math.min(seen.getOrDefault(witness.key().name(), 0L), log.size()));
            if (answer instanceof Witness.Answer.Cosigned cosigned) {
                signatures.add(cosigned.signature());
                seen.put(witness.key().name(), log.size());
            } else if (answer instanceof Witness.Answer.Refused refused) {
                missing.add(refused.because());
                remarks.accept("The head of the audit log was not cosigned: " + refused.because() + ".");
            }
        }
        if (signatures.size() >= settings.quorum()) missing.clear();
        SignedNote all = note.with(signatures);
        Optional<byte[]> stamp = Optional.empty();
        if (settings.stamps().isPresent()) {
            try {
                stamp = Optional.of(settings.stamps().get().ask(post, all.bytes()));
            } catch (IOException e) {
                missing.add("the time-stamp authority at "
                        + settings.stamps().get().url() + " gave no stamp: " + e.getMessage());
                remarks.accept("The head of the audit log was not time-stamped: " + e.getMessage() + ".");
            }
        }
        return new Vouched(new PublishedHead(all, stamp, history), missing);
    }
}
