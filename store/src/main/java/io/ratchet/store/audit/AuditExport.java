package io.ratchet.store.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.audit.Redaction;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog;
import io.ratchet.store.AuditLog.Line;
import io.ratchet.store.KeptEvidence;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.wire.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the whole log into one zip that can be checked without Ratchet's database: {@value #EVENTS} (the lines, each
 * the leaf of the tree, ended by LF), {@value #LEAVES} (the hash of each leaf, so that a changed line can be named),
 * {@value #TABLE} (a readable table per asset), {@value #CHECKPOINT} (the head in the form of c2sp.org/tlog-checkpoint,
 * with who else signed it), where there are such {@value #STAMP} (when a time-stamp authority saw the checkpoint) and
 * {@value #KEYS} (which keys signed before), {@value #REPORT} and {@value #RESULTS} (what the server says of the
 * estate), the texts of the rule book and the playbooks that lines name by their hash, what was kept of hosts before
 * they were changed ({@link #evidencePart}), and {@value #HEAD} (size, root, time, hash of every other part, public
 * key, signature). What was kept of hosts is named by the lines themselves, and not by the head once more: there may be
 * thousands of them.
 */
public final class AuditExport {
    static final String EVENTS = "events.ndjson";
    static final String LEAVES = "leaves.txt";
    static final String TABLE = "assets.csv";
    static final String HEAD = "head.json";
    static final String CHECKPOINT = "checkpoint";
    static final String STAMP = "timestamp.tsr";
    static final String KEYS = "keys.ndjson";

    /** What the server drew for people, {@link Reports#html}; and for programs, {@link Reports#oscal}. */
    static final String REPORT = "report.html";

    static final String RESULTS = "assessment-results.json";

    /** Whether a part is what a line names by its hash: a rule book, or a playbook. */
    static boolean isText(String part) {
        return TEXT.matcher(part).matches();
    }

    /** The name of the part that holds evidence of this SHA-256. */
    static String evidencePart(String hash) {
        return "evidence-" + hash + ".json";
    }

    /**
     * The hash of the evidence that a line says was kept; empty where it says nothing of the kind, or hides which.
     *
     * @param type as the line says it
     */
    static Optional<String> evidence(@Nullable String type, byte[] line) {
        if (!AuditType.EVIDENCE_KEPT.wire().equals(type)) return Optional.empty();
        try {
            String hash = Json.parse(new String(line, StandardCharsets.UTF_8))
                    .path("data")
                    .path("sha256")
                    .textValue();
            return hash != null && HASH.matcher(hash).matches() ? Optional.of(hash) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // of what cannot be read, more is said elsewhere
        }
    }

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private static final Pattern TEXT = Pattern.compile("rules(-of-site)?\\.txt|playbook-[a-z0-9.-]{1,50}\\.txt");

    /** The site's own rules and playbooks may name anything, and so may what the server drew for people. */
    private static final Pattern OF_THE_SITE = Pattern.compile("rules-of-site\\.txt|playbook-site-.*");

    /** What an export may hold besides the first four and texts. */
    static final Set<String> MORE = Set.of(CHECKPOINT, STAMP, KEYS, REPORT, RESULTS);

    private AuditExport() {}

    /**
     * What was written.
     *
     * @param events how many lines it holds
     * @param root lower-case hexadecimal
     * @param intact false when the lines in the database are no longer those that were appended; verifying the export
     *     says so too
     */
    public record Written(Path file, long events, String root, boolean intact) {}

    /**
     * Writes everything committed so far, which nobody but {@code key} vouches for; {@code out} appears whole or not at
     * all, and one that is there already is replaced.
     *
     * @throws FailureException CONFIG_INVALID when {@code out} cannot be written
     */
    public static Written write(Store store, Path out, Clock clock, SigningKey key) {
        return write(store, out, clock, key, AuditSelection.all());
    }

    /**
     * Writes the lines of a selection; the hash of every line of the log is there all the same, so that each can be
     * held against the signed tree.
     *
     * @throws FailureException CONFIG_INVALID when {@code out} cannot be written; ID_UNKNOWN when no asset ever stood
     *     at the site, or no line is of the asset
     */
    public static Written write(Store store, Path out, Clock clock, SigningKey key, AuditSelection selection) {
        String origin = PublishedHead.origin(key.fingerprint());
        AuditLog.Head head = store.transact(tx -> tx.audit().head());
        Instant now = clock.instant();
        return write(
                store,
                out,
                now,
                key,
                selection,
                PublishedHead.alone(key.note(new Checkpoint(origin, head.size(), head.root()), now)),
                Optional.empty(),
                Collections.emptySortedMap());
    }

    /**
     * What the server says of the estate at the time of an export; signed with it, and its word alone.
     *
     * @param html a page that needs nothing else
     * @param oscal assessment results in OSCAL
     */
    public record Reports(byte[] html, byte[] oscal) {}

    /**
     * Writes the lines up to a head that was published.
     *
     * @param texts what lines name by its hash, by the names {@link #isText} knows
     * @throws FailureException as the others
     */
    public static Written write(
            Store store,
            Path out,
            Instant now,
            SigningKey key,
            AuditSelection selection,
            PublishedHead head,
            Optional<Reports> reports,
            SortedMap<String, byte[]> texts) {
        Path target = out.toAbsolutePath();
        try {
            Path folder = Files.createDirectories(target.getParent());
            Path part = Files.createTempFile(folder, ".audit", ".part");
            try {
                Written written = store.transact(
                        tx -> new Writing(tx, selection, now, key, head, reports, texts).write(part, target));
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                return written;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException | UncheckedIOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The audit export '" + out
                            + "' cannot be written; give a file in a folder that can be written and has room.",
                    e);
        }
    }

    /**
     * What an export hides, as its head says; none where it says nothing. Whether the head holds is for
     * {@link AuditVerify} to say.
     *
     * @throws FailureException INTAKE_UNRECOGNISED when it is no audit export at all
     */
    public static Set<Redaction> redactions(Path file) throws IOException {
        try (ExportFile export = ExportFile.open(file)) {
            return export.head().map(head -> head.selection().hidden()).orElse(Set.of());
        }
    }

    /** One export, in one transaction. */
    private static final class Writing {
        private final AuditLog log;
        private final KeptEvidence evidence;
        private final AuditSelection selection;
        private final Predicate<LineHead> chosen;
        private final Instant now;
        private final SigningKey key;
        private final PublishedHead head;
        private final Optional<Reports> reports;
        private final SortedMap<String, byte[]> texts;
        private final SortedMap<String, String> parts = new TreeMap<>();
        private long lines;
        private long leftOut;

        Writing(
                Tx tx,
                AuditSelection selection,
                Instant now,
                SigningKey key,
                PublishedHead head,
                Optional<Reports> reports,
                SortedMap<String, byte[]> texts) {
            this.log = tx.audit();
            this.evidence = tx.evidence();
            this.selection = selection;
            this.chosen = chosen(tx, selection.hiding(Set.of()));
            this.now = now;
            this.key = key;
            this.head = head;
            this.reports = redacted() ? Optional.empty() : reports;
            this.texts = new TreeMap<>(texts);
            if (redacted())
                this.texts.keySet().removeIf(part -> OF_THE_SITE.matcher(part).matches());
        }

        private boolean redacted() {
            return !selection.hidden().isEmpty();
        }

        /** As it stands in the export; null where it is left out, since nothing of it can be hidden. */
        private byte @Nullable [] shown(byte[] line) {
            if (!redacted()) return line;
            try {
                SealedLine sealed = SealedLine.read(line);
                String type = LineHead.read(line).type();
                return sealed == null || type == null ? null : sealed.without(place -> selection.hides(type, place));
            } catch (IllegalArgumentException e) {
                return null; // somebody changed it in the database, which the root says
            }
        }

        private static Predicate<LineHead> chosen(Tx tx, AuditSelection selection) {
            if (selection.isAll()) return line -> true;
            Predicate<LineHead> fits = line -> selection.takes(line.at(), line.asset());
            if (selection.site() == null) return fits;
            Set<String> there = tx.ladder().everAt(selection.site()).stream()
                    .map(AssetId::value)
                    .collect(Collectors.toUnmodifiableSet());
            if (there.isEmpty())
                throw FailureException.of(
                        FailureCode.ID_UNKNOWN, "No asset ever stood at the site '" + selection.site() + "'.");
            return line -> fits.test(line) && there.contains(line.asset());
        }

        /** Nothing is read of a line where all are chosen. */
        private boolean isChosen(byte[] line) {
            return selection.isAll() || chosen.test(LineHead.read(line));
        }

        Written write(Path part, Path target) {
            Checkpoint log = head.checkpoint();
            try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
                byte[] found = lines(log.size(), zip);
                if (lines == 0 && leftOut == 0 && selection.asset() != null)
                    throw FailureException.of(
                            FailureCode.ID_UNKNOWN, "No line of the log is of the asset '" + selection.asset() + "'.");
                if (lines == 0 && leftOut > 0)
                    throw FailureException.of(
                            FailureCode.CONFIG_INVALID,
                            "None of these " + leftOut
                                    + " lines can be shown, for nothing of them can be hidden: they were"
                                    + " written without 'redactable: true' under 'audit' in the settings, which holds for"
                                    + " the lines that are written from then on.");
                byte[] table = table(log.size(), zip);
                part(zip, CHECKPOINT, head.note().bytes());
                if (head.stamp().isPresent()) part(zip, STAMP, head.stamp().get());
                if (!head.keys().isEmpty()) part(zip, KEYS, head.keys().bytes());
                if (reports.isPresent()) {
                    part(zip, REPORT, reports.get().html());
                    part(zip, RESULTS, reports.get().oscal());
                }
                for (Map.Entry<String, byte[]> text : texts.entrySet()) part(zip, text.getKey(), text.getValue());
                if (!redacted()) evidence(log.size(), zip);
                enter(zip, HEAD, now);
                zip.write(TreeHead.signed(log.size(), log.root(), now, table, key, selection.told(), lines, parts)
                        .json());
                zip.closeEntry();
                return new Written(
                        target, lines, HexFormat.of().formatHex(log.root()), Arrays.equals(found, log.root()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void part(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
            enter(zip, name, now);
            zip.write(bytes);
            zip.closeEntry();
            parts.put(name, Sha256.hex(bytes));
        }

        /** What hosts said is full of names: nothing of it can be hidden, so it is whole or not there. */
        private void evidence(long size, ZipOutputStream zip) throws IOException {
            Set<String> named = new TreeSet<>();
            for (AssetId asset : evidence.assets()) {
                try (Stream<Line> all = log.lines(asset)) {
                    all.filter(line -> line.sequence() < size && isChosen(line.canonical()))
                            .flatMap(line -> AuditExport.evidence(line.event().type(), line.canonical()).stream())
                            .forEach(named::add);
                }
            }
            for (String hash : named) {
                Optional<byte[]> content = evidence.find(hash);
                if (content.isEmpty()) continue; // somebody took it away, which verifying the export says
                enter(zip, evidencePart(hash), now);
                zip.write(content.get());
                zip.closeEntry();
            }
        }

        /** Returns the root over the lines as they stand in the database now. */
        private byte[] lines(long size, ZipOutputStream zip) throws IOException {
            MerkleTree tree = new MerkleTree();
            Path leaves = Files.createTempFile("ratchet-leaves", ".txt");
            try {
                enter(zip, EVENTS, now);
                Sha256 hash = new Sha256();
                OutputStream events = hash.over(zip);
                try (Stream<byte[]> all = log.written(0).limit(size);
                        OutputStream hashes = new BufferedOutputStream(Files.newOutputStream(leaves))) {
                    for (Iterator<byte[]> each = all.iterator(); each.hasNext(); ) {
                        byte[] next = each.next();
                        String leaf = HexFormat.of().formatHex(tree.append(SealedLine.leaf(next)));
                        hashes.write((leaf + "\n").getBytes(StandardCharsets.US_ASCII));
                        if (isChosen(next)) event(next, events);
                    }
                }
                if (redacted()) parts.put(EVENTS, hash.hex());
                zip.closeEntry();
                enter(zip, LEAVES, now);
                Files.copy(leaves, zip);
                zip.closeEntry();
            } finally {
                Files.delete(leaves);
            }
            return tree.root();
        }

        private void event(byte[] line, OutputStream events) throws IOException {
            byte[] shown = shown(line);
            if (shown == null) {
                leftOut++;
                return;
            }
            events.write(shown);
            events.write('\n');
            lines++;
        }

        /** Returns the hash of the table. */
        private byte[] table(long size, ZipOutputStream zip) throws IOException {
            enter(zip, TABLE, now);
            Sha256 hash = new Sha256();
            OutputStream hashed = hash.over(zip);
            try (Stream<Line> all = lines(size)) {
                AssetTable.write(all, hashed::write);
            }
            zip.closeEntry();
            return hash.bytes();
        }

        /** In the order of the assets, unless that would tell which lines are of one whose name is hidden. */
        private Stream<Line> lines(long size) {
            Stream<Line> all = selection.hidesAssets() ? log.lines(0) : log.linesByAsset();
            return all.filter(line -> line.sequence() < size && isChosen(line.canonical()))
                    .flatMap(line -> line(line).stream());
        }

        private Optional<Line> line(Line line) {
            byte[] shown = shown(line.canonical());
            if (shown == null || shown == line.canonical()) return Optional.ofNullable(shown == null ? null : line);
            try {
                return Optional.of(new Line(line.sequence(), TableCheck.event(shown), shown));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void enter(ZipOutputStream zip, String name, Instant now) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.ofInstant(now, ZoneOffset.UTC));
        zip.putNextEntry(entry);
    }
}
