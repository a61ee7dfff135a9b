package io.ratchet.store.audit;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The zip of an export, read with limits: it may come from anybody. */
final class ExportFile implements Closeable {
    private static final Set<String> PARTS =
            Set.of(AuditExport.EVENTS, AuditExport.LEAVES, AuditExport.TABLE, AuditExport.HEAD);
    private static final int LONGEST_LINE = 16 * 1024 * 1024;
    private static final int LONGEST_HEAD = 64 * 1024;

    private final ZipFile zip;

    private ExportFile(ZipFile zip) {
        this.zip = zip;
    }

    /** @throws FailureException INTAKE_UNRECOGNISED when it is no audit export at all */
    static ExportFile open(Path file) {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException e) {
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
        return new ExportFile(zip);
    }

    private static FailureException unrecognised(Path file, @Nullable IOException cause) {
        String sentence =
                "'" + file + "' is not an audit export; give the .zip that `ratchet audit export --out FILE` wrote.";
        return cause == null
                ? FailureException.of(FailureCode.INTAKE_UNRECOGNISED, sentence)
                : FailureException.of(FailureCode.INTAKE_UNRECOGNISED, sentence, cause);
    }

    /** Names that do not belong there or stand there twice. */
    List<String> strangers() {
        Set<String> seen = new HashSet<>();
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> !PARTS.contains(name) || !seen.add(name))
                .toList();
    }

    boolean has(String part) {
        return zip.getEntry(part) != null;
    }

    InputStream open(String part) throws IOException {
        ZipEntry entry = zip.getEntry(part);
        return entry == null
                ? InputStream.nullInputStream()
                : new BufferedInputStream(zip.getInputStream(entry), 1 << 16);
    }

    Optional<TreeHead> head() throws IOException {
        try (InputStream in = open(AuditExport.HEAD)) {
            byte[] bytes = in.readNBytes(LONGEST_HEAD);
            return in.read() < 0 ? TreeHead.read(bytes) : Optional.empty();
        }
    }

    /**
     * The next line without its LF; null at the end.
     *
     * @throws IOException when it is longer than any line Ratchet writes, or is not ended
     */
    static byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (line.size() == 0) return null;
                throw new IOException("the last line is cut off");
            }
            if (line.size() == LONGEST_LINE) throw new IOException("a line is longer than any that Ratchet writes");
            line.write(next);
        }
        return line.toByteArray();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
