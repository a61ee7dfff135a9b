package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.decide.WhatIf;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A rules folder that came over HTTP as a zip file, laid out on disk until it is closed. An entry is one file of
 * {@code catalogue}, {@code rules}, {@code playbooks} or {@code cases}; every other name is refused, so that none leads
 * out of the folder.
 */
final class SentFolder implements AutoCloseable {
    static final int MOST_FILES = 500;
    static final long MOST_BYTES = 32L << 20;

    private static final Pattern ENTRY =
            Pattern.compile("(catalogue|rules|playbooks|cases)/([\\p{L}\\p{N}_(][\\p{L}\\p{N} ._()+-]{0,120}/?)?");
    private static final int CHUNK = 1 << 16;

    private final Path folder;
    private long bytes;

    private SentFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Lays the files out in a folder of its own below {@code uploads}.
     *
     * @throws FailureException CONFIG_INVALID when it is no such zip file, INTAKE_TOO_LARGE when it is over a limit
     */
    static SentFolder read(InputStream zip, Path uploads) throws IOException {
        SentFolder sent = new SentFolder(Files.createTempDirectory(uploads, "rules-"));
        try {
            sent.unpack(zip);
            return sent;
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            sent.close();
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID, "What was sent is not a whole zip file; send it again.", e);
        } catch (IOException | RuntimeException e) {
            sent.close();
            throw e;
        }
    }

    Path path() {
        return folder;
    }

    /**
     * What this folder would decide otherwise.
     *
     * @param name what the sender calls it, in place of where it lies
     */
    ObjectNode compared(WhatIf whatIf, String name, Duration back) {
        try {
            return whatIf.compare(path(), back);
        } catch (FailureException e) {
            throw FailureException.of(e.failure().code(), e.failure().message().replace(folder.toString(), name), e);
        }
    }

    private void unpack(InputStream body) throws IOException {
        ZipInputStream zip = new ZipInputStream(body);
        int files = 0;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (++files > MOST_FILES) throw tooLarge("more than " + MOST_FILES + " files");
            place(entry.getName(), zip);
        }
        if (files == 0) throw refuse("it holds no file of catalogue, rules, playbooks or cases");
    }

    private void place(String name, InputStream content) throws IOException {
        if (!ENTRY.matcher(name).matches())
            throw refuse(
                    "'" + name + "' is not a file directly in catalogue, rules, playbooks or cases with a plain name");
        try {
            if (name.endsWith("/")) lay(folder.resolve(name), name, content);
            else write(folder.resolve(name), content);
        } catch (FileAlreadyExistsException e) {
            throw refuse("'" + name + "' stands in it twice");
        }
    }

    /** What a folder's entry holds would be unpacked uncounted, on the way to the next one. */
    private static void lay(Path inner, String name, InputStream content) throws IOException {
        if (content.read() >= 0) throw refuse("'" + name + "' is a folder and holds bytes");
        Files.createDirectories(inner);
    }

    private void write(Path file, InputStream content) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                bytes += read;
                if (bytes > MOST_BYTES) throw tooLarge("more than " + (MOST_BYTES >> 20) + " MiB");
                out.write(chunk, 0, read);
            }
        }
    }

    private static FailureException refuse(String why) {
        return FailureException.of(
                FailureCode.CONFIG_INVALID, "The rules folder that was sent cannot be used: " + why + ".");
    }

    private static FailureException tooLarge(String what) {
        return FailureException.of(FailureCode.INTAKE_TOO_LARGE, "The rules folder that was sent holds " + what + ".");
    }

    @Override
    public void close() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) Files.delete(path);
    }
}
