package io.ratchet.store.audit;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The zip of an export, read with limits: it may come from anybody. */
final class ExportFile implements Closeable {
    private static final Set<String> PARTS =
            Set.of(AuditExport.EVENTS, AuditExport.LEAVES, AuditExport.TABLE, AuditExport.HEAD);
    private static final int LONGEST_HEAD = 64 * 1024;
    private static final int LARGEST_PART = 1 << 20;

    /** A local header up to the name, and the first name that an export has (APPNOTE 4.3.7). */
    private static final int NAME_AT = 30;

    private final Path file;
    private final ZipFile zip;

    private ExportFile(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    /**
     * Opens it.
     *
     * @throws FailureException INTAKE_UNRECOGNISED when it is no audit export at all
     * @throws IOException when it began as one and can no longer be read
     */
    static ExportFile open(Path file) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException e) {
            if (beginsAsExport(file)) throw e;
            throw unrecognised(file, e);
        }
        if (zip.stream().map(ZipEntry::getName).noneMatch(PARTS::contains)) {
            FailureException failure = unrecognised(file, null);
            try {
                zip.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
        return new ExportFile(file, zip);
    }

    private static boolean beginsAsExport(Path file) {
        byte[] name = AuditExport.EVENTS.getBytes(StandardCharsets.US_ASCII);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(NAME_AT + name.length);
            return start.length == NAME_AT + name.length
                    && Arrays.equals(name, Arrays.copyOfRange(start, NAME_AT, start.length));
        } catch (IOException e) {
            return false;
        }
    }

    private static FailureException unrecognised(Path file, @Nullable IOException cause) {
        String sentence =
                "'" + file + "' is not an audit export; give the .zip that `ratchet audit export --out FILE` wrote.";
        return cause == null
                ? FailureException.of(FailureCode.INTAKE_UNRECOGNISED, sentence)
                : FailureException.of(FailureCode.INTAKE_UNRECOGNISED, sentence, cause);
    }

    /** Names that neither belong there nor are named by the head, or stand there twice. */
    List<String> strangers(Predicate<String> named) {
        Set<String> seen = new HashSet<>();
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> !(PARTS.contains(name) || named.test(name)) || !seen.add(name))
                .toList();
    }

    /**
     * A part that fits into memory; empty where there is none.
     *
     * @throws IOException when it is larger than any that Ratchet writes
     */
    byte[] small(String part) throws IOException {
        try (InputStream in = open(part)) {
            byte[] bytes = in.readNBytes(LARGEST_PART);
            if (in.read() >= 0) throw new IOException("'" + part + "' is larger than any that Ratchet writes");
            return bytes;
        }
    }

    /** Where bytes could stand in the file that belong to no part, in one sentence. */
    Optional<String> untidy() throws IOException {
        return ZipTiles.problem(file);
    }

    boolean has(String part) {
        return zip.getEntry(part) != null;
    }

    /** How many bytes a part has, as the zip's directory says; 0 where there is none or it says nothing. */
    long bytes(String part) {
        ZipEntry entry = zip.getEntry(part);
        return entry == null ? 0 : Math.max(0, entry.getSize());
    }

    PartLines open(String part) throws IOException {
        ZipEntry entry = zip.getEntry(part);
        return new PartLines(entry == null ? InputStream.nullInputStream() : zip.getInputStream(entry));
    }

    Optional<TreeHead> head() throws IOException {
        try (InputStream in = open(AuditExport.HEAD)) {
            byte[] bytes = in.readNBytes(LONGEST_HEAD);
            return in.read() < 0 ? TreeHead.read(bytes) : Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
