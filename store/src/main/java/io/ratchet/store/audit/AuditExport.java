package io.ratchet.store.audit;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog;
import io.ratchet.store.AuditLog.Line;
import io.ratchet.store.Store;
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
import java.util.HexFormat;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the whole log into one zip that can be checked without Ratchet's database: {@value #EVENTS} (the lines, each
 * the leaf of the tree, ended by LF), {@value #LEAVES} (the hash of each leaf, so that a changed line can be named),
 * {@value #TABLE} (a readable table per asset) and {@value #HEAD} (size, root, time, hash of the table, public key,
 * signature).
 */
public final class AuditExport {
    static final String EVENTS = "events.ndjson";
    static final String LEAVES = "leaves.txt";
    static final String TABLE = "assets.csv";
    static final String HEAD = "head.json";

    private AuditExport() {}

    /**
     * What was written.
     *
     * @param root lower-case hexadecimal
     * @param intact false when the lines in the database are no longer those that were appended; verifying the export
     *     says so too
     */
    public record Written(Path file, long events, String root, boolean intact) {}

    /**
     * Writes everything committed so far; {@code out} appears whole or not at all, and one that is there already is
     * replaced.
     *
     * @throws FailureException CONFIG_INVALID when {@code out} cannot be written
     */
    public static Written write(Store store, Path out, Clock clock, SigningKey key) {
        Path target = out.toAbsolutePath();
        try {
            Path folder = Files.createDirectories(target.getParent());
            Path part = Files.createTempFile(folder, ".audit", ".part");
            try {
                Written written = store.transact(tx -> write(tx.audit(), part, target, clock, key));
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

    private static Written write(AuditLog log, Path part, Path target, Clock clock, SigningKey key) {
        AuditLog.Head head = log.head();
        Instant now = clock.instant();
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
            byte[] found = lines(log, head.size(), zip, now);
            byte[] table = table(log, head.size(), zip, now);
            enter(zip, HEAD, now);
            zip.write(TreeHead.signed(head.size(), head.root(), now, table, key).json());
            zip.closeEntry();
            return new Written(
                    target, head.size(), HexFormat.of().formatHex(head.root()), Arrays.equals(found, head.root()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the root over the lines as they stand in the database now. */
    private static byte[] lines(AuditLog log, long size, ZipOutputStream zip, Instant now) throws IOException {
        MerkleTree tree = new MerkleTree();
        Path leaves = Files.createTempFile("ratchet-leaves", ".txt");
        try {
            enter(zip, EVENTS, now);
            try (Stream<Line> lines = log.lines(0).takeWhile(line -> line.sequence() < size);
                    OutputStream hashes = new BufferedOutputStream(Files.newOutputStream(leaves))) {
                for (Iterator<Line> all = lines.iterator(); all.hasNext(); ) {
                    byte[] line = all.next().canonical();
                    zip.write(line);
                    zip.write('\n');
                    String hash = HexFormat.of().formatHex(tree.append(line));
                    hashes.write((hash + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
            zip.closeEntry();
            enter(zip, LEAVES, now);
            Files.copy(leaves, zip);
            zip.closeEntry();
        } finally {
            Files.delete(leaves);
        }
        return tree.root();
    }

    /** Returns the hash of the table. */
    private static byte[] table(AuditLog log, long size, ZipOutputStream zip, Instant now) throws IOException {
        enter(zip, TABLE, now);
        Sha256 hash = new Sha256();
        OutputStream hashed = hash.over(zip);
        try (Stream<Line> lines = log.linesByAsset().filter(line -> line.sequence() < size)) {
            AssetTable.write(lines, hashed::write);
        }
        zip.closeEntry();
        return hash.bytes();
    }

    private static void enter(ZipOutputStream zip, String name, Instant now) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.ofInstant(now, ZoneOffset.UTC));
        zip.putNextEntry(entry);
    }
}
